# An Airflow DAG, emitted by meshwright from a plan: change the project and emit it again.
import logging
import os
import shlex
import urllib.request
from datetime import timedelta
from json import dumps, loads

import pendulum

try:  # Airflow 3
    from airflow.sdk import DAG, Asset, Param, TaskGroup, Variable
except ImportError:  # Airflow 2
    from airflow.datasets import Dataset as Asset
    from airflow.models import Variable
    from airflow.models.dag import DAG
    from airflow.models.param import Param
    from airflow.utils.task_group import TaskGroup

try:
    from airflow.sdk import CronDataIntervalTimetable
except ImportError:
    from airflow.timetables.interval import CronDataIntervalTimetable

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator

PLAN = loads(
    '{"dag_id":"django-apparel.dev","display_name":"django-apparel (dev)","description":"What the shop sells, to whom and where.","doc_md":"What the shop sells, to whom and where.\\n\\nProject django-apparel, environment dev; 45 tasks, plan f3fca1c8db886672833d5dfb09a31495. Each gate checks what was made and publishes it: a failed gate leaves what was published as it was.\\n\\nTrigger it with `full_refresh` to load and build everything again.\\n\\n","tags":[],"cron":"0 6 * * *","time_zone":"Asia/Jakarta","start":"1970-01-02","catchup":false,"wakes_on":[],"timeout":null,"hash":"f3fca1c8db886672833d5dfb09a31495","directory":"../..","command":["../../node_modules/.bin/node","../../node_modules/.bin/meshwright","run","--granularity=task","--environment=dev"],"groups":["ingest","staging","dimensions","facts","marts","reports"],"tasks":['
    '{"task_id":"ingest.customers","name":"ingest:customers","group":"ingest","arguments":["--task=ingest:customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":11,"doc_md":"One row per registered customer of the web shop.\\n\\ningest:customers · layer raw\\n"},'
    '{"task_id":"gate.customers","name":"gate:customers","group":"ingest","arguments":["--task=gate:customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":10,"assets":["meshwright://django-apparel/dev/customers"],"doc_md":"One row per registered customer of the web shop.\\n\\ngate:customers · layer raw\\n","after":["ingest.customers"]},'
    '{"task_id":"ingest.product_categories","name":"ingest:product_categories","group":"ingest","arguments":["--task=ingest:product_categories"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":11,"doc_md":"One row per product category.\\n\\ningest:product_categories · layer raw\\n"},'
    '{"task_id":"gate.product_categories","name":"gate:product_categories","group":"ingest","arguments":["--task=gate:product_categories"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":10,"assets":["meshwright://django-apparel/dev/product_categories"],"doc_md":"One row per product category.\\n\\ngate:product_categories · layer raw\\n","after":["ingest.product_categories"]},'
    '{"task_id":"ingest.provinces","name":"ingest:provinces","group":"ingest","arguments":["--task=ingest:provinces"],"owner":"logistics","pool":"django-apparel_duckdb","priority":12,"doc_md":"One row per province that the shop delivers to.\\n\\ningest:provinces · layer raw\\n"},'
    '{"task_id":"gate.provinces","name":"gate:provinces","group":"ingest","arguments":["--task=gate:provinces"],"owner":"logistics","pool":"django-apparel_duckdb","priority":11,"assets":["meshwright://django-apparel/dev/provinces"],"doc_md":"One row per province that the shop delivers to.\\n\\ngate:provinces · layer raw\\n","after":["ingest.provinces"]},'
    '{"task_id":"ingest.cities","name":"ingest:cities","group":"ingest","arguments":["--task=ingest:cities"],"owner":"logistics","pool":"django-apparel_duckdb","priority":11,"doc_md":"One row per city or regency that the shop delivers to.\\n\\ningest:cities · layer raw\\n"},'
    '{"task_id":"gate.cities","name":"gate:cities","group":"ingest","arguments":["--task=gate:cities"],"owner":"logistics","pool":"django-apparel_duckdb","priority":10,"assets":["meshwright://django-apparel/dev/cities"],"doc_md":"One row per city or regency that the shop delivers to.\\n\\ngate:cities · layer raw · reads provinces\\n","after":["ingest.cities","gate.provinces"]},'
    '{"task_id":"ingest.products","name":"ingest:products","group":"ingest","arguments":["--task=ingest:products"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":10,"doc_md":"One row per product and size in the catalogue of the shop.\\n\\ningest:products · layer raw\\n"},'
    '{"task_id":"gate.products","name":"gate:products","group":"ingest","arguments":["--task=gate:products"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":9,"assets":["meshwright://django-apparel/dev/products"],"doc_md":"One row per product and size in the catalogue of the shop.\\n\\ngate:products · layer raw · reads product_categories\\n","after":["ingest.products","gate.product_categories"]},'
    '{"task_id":"build.stg_customers","name":"build:stg_customers","group":"staging","arguments":["--task=build:stg_customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":8,"doc_md":"One row per customer, names trimmed.\\n\\nbuild:stg_customers · layer staging · reads customers\\n","after":["gate.customers"]},'
    '{"task_id":"gate.stg_customers","name":"gate:stg_customers","group":"staging","arguments":["--task=gate:stg_customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":7,"assets":["meshwright://django-apparel/dev/stg_customers"],"doc_md":"One row per customer, names trimmed.\\n\\ngate:stg_customers · layer staging\\n","after":["build.stg_customers"]},'
    '{"task_id":"build.dim_customer","name":"build:dim_customer","group":"dimensions","arguments":["--task=build:dim_customer"],"owner":"marketing","pool":"django-apparel_duckdb","priority":6,"doc_md":"One row per customer.\\n\\nbuild:dim_customer · layer dimension · reads stg_customers\\n","after":["gate.stg_customers"]},'
    '{"task_id":"gate.dim_customer","name":"gate:dim_customer","group":"dimensions","arguments":["--task=gate:dim_customer"],"owner":"marketing","pool":"django-apparel_duckdb","priority":5,"assets":["meshwright://django-apparel/dev/dim_customer"],"doc_md":"One row per customer.\\n\\ngate:dim_customer · layer dimension\\n","after":["build.dim_customer"]},'
    '{"task_id":"ingest.orders","name":"ingest:orders","group":"ingest","arguments":["--task=ingest:orders"],"owner":"sales","pool":"django-apparel_duckdb","priority":10,"doc_md":"One row per order placed in the web shop, as its database holds it.\\n\\ningest:orders · layer raw\\n"},'
    '{"task_id":"gate.orders","name":"gate:orders","group":"ingest","arguments":["--task=gate:orders"],"owner":"sales","pool":"django-apparel_duckdb","priority":9,"assets":["meshwright://django-apparel/dev/orders"],"doc_md":"One row per order placed in the web shop, as its database holds it.\\n\\ngate:orders · layer raw · reads cities, customers, provinces\\n","after":["ingest.orders","gate.cities","gate.customers","gate.provinces"]},'
    '{"task_id":"build.stg_locations","name":"build:stg_locations","group":"staging","arguments":["--task=build:stg_locations"],"owner":"logistics","pool":"django-apparel_duckdb","priority":8,"doc_md":"One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.\\n\\nbuild:stg_locations · layer staging · reads cities\\n","after":["gate.cities"]},'
    '{"task_id":"gate.stg_locations","name":"gate:stg_locations","group":"staging","arguments":["--task=gate:stg_locations"],"owner":"logistics","pool":"django-apparel_duckdb","priority":7,"assets":["meshwright://django-apparel/dev/stg_locations"],"doc_md":"One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.\\n\\ngate:stg_locations · layer staging\\n","after":["build.stg_locations"]},'
    '{"task_id":"build.stg_products","name":"build:stg_products","group":"staging","arguments":["--task=build:stg_products"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":8,"doc_md":"One row per product and size, names trimmed.\\n\\nbuild:stg_products · layer staging · reads products\\n","after":["gate.products"]},'
    '{"task_id":"gate.stg_products","name":"gate:stg_products","group":"staging","arguments":["--task=gate:stg_products"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":7,"assets":["meshwright://django-apparel/dev/stg_products"],"doc_md":"One row per product and size, names trimmed.\\n\\ngate:stg_products · layer staging\\n","after":["build.stg_products"]},'
    '{"task_id":"build.dim_location","name":"build:dim_location","group":"dimensions","arguments":["--task=build:dim_location"],"owner":"logistics","pool":"django-apparel_duckdb","priority":6,"doc_md":"One row per city, with its province.\\n\\nbuild:dim_location · layer dimension · reads provinces, stg_locations\\n","after":["gate.provinces","gate.stg_locations"]},'
    '{"task_id":"gate.dim_location","name":"gate:dim_location","group":"dimensions","arguments":["--task=gate:dim_location"],"owner":"logistics","pool":"django-apparel_duckdb","priority":5,"assets":["meshwright://django-apparel/dev/dim_location"],"doc_md":"One row per city, with its province.\\n\\ngate:dim_location · layer dimension\\n","after":["build.dim_location"]},'
    '{"task_id":"build.dim_product","name":"build:dim_product","group":"dimensions","arguments":["--task=build:dim_product"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":6,"doc_md":"One row per product and size, with its category.\\n\\nbuild:dim_product · layer dimension · reads product_categories, stg_products\\n","after":["gate.product_categories","gate.stg_products"]},'
    '{"task_id":"gate.dim_product","name":"gate:dim_product","group":"dimensions","arguments":["--task=gate:dim_product"],"owner":"merchandising","pool":"django-apparel_duckdb","priority":5,"assets":["meshwright://django-apparel/dev/dim_product"],"doc_md":"One row per product and size, with its category.\\n\\ngate:dim_product · layer dimension\\n","after":["build.dim_product"]},'
    '{"task_id":"ingest.order_details","name":"ingest:order_details","group":"ingest","arguments":["--task=ingest:order_details"],"owner":"sales","pool":"django-apparel_duckdb","priority":9,"doc_md":"One row per product in an order, as the web shop holds it.\\n\\ningest:order_details · layer raw\\n"},'
    '{"task_id":"gate.order_details","name":"gate:order_details","group":"ingest","arguments":["--task=gate:order_details"],"owner":"sales","pool":"django-apparel_duckdb","priority":8,"assets":["meshwright://django-apparel/dev/order_details"],"doc_md":"One row per product in an order, as the web shop holds it.\\n\\ngate:order_details · layer raw · reads orders, products\\n","after":["ingest.order_details","gate.orders","gate.products"]},'
    '{"task_id":"build.stg_orders","name":"build:stg_orders","group":"staging","arguments":["--task=build:stg_orders"],"owner":"sales","pool":"django-apparel_duckdb","priority":8,"doc_md":"One row per order, with its day.\\n\\nbuild:stg_orders · layer staging · reads orders\\n","after":["gate.orders"]},'
    '{"task_id":"gate.stg_orders","name":"gate:stg_orders","group":"staging","arguments":["--task=gate:stg_orders"],"owner":"sales","pool":"django-apparel_duckdb","priority":7,"assets":["meshwright://django-apparel/dev/stg_orders"],"doc_md":"One row per order, with its day.\\n\\ngate:stg_orders · layer staging\\n","after":["build.stg_orders"]},'
    '{"task_id":"build.dim_date","name":"build:dim_date","group":"dimensions","arguments":["--task=build:dim_date"],"owner":"data","pool":"django-apparel_duckdb","priority":6,"doc_md":"One row per day, from the first to the last year with an order.\\n\\nbuild:dim_date · layer dimension · reads stg_orders\\n","after":["gate.stg_orders"]},'
    '{"task_id":"gate.dim_date","name":"gate:dim_date","group":"dimensions","arguments":["--task=gate:dim_date"],"owner":"data","pool":"django-apparel_duckdb","priority":5,"assets":["meshwright://django-apparel/dev/dim_date"],"doc_md":"One row per day, from the first to the last year with an order.\\n\\ngate:dim_date · layer dimension\\n","after":["build.dim_date"]},'
    '{"task_id":"build.stg_order_details","name":"build:stg_order_details","group":"staging","arguments":["--task=build:stg_order_details"],"owner":"sales","pool":"django-apparel_duckdb","priority":7,"doc_md":"One row per product in an order.\\n\\nbuild:stg_order_details · layer staging · reads order_details\\n","after":["gate.order_details"]},'
    '{"task_id":"gate.stg_order_details","name":"gate:stg_order_details","group":"staging","arguments":["--task=gate:stg_order_details"],"owner":"sales","pool":"django-apparel_duckdb","priority":6,"assets":["meshwright://django-apparel/dev/stg_order_details"],"doc_md":"One row per product in an order.\\n\\ngate:stg_order_details · layer staging\\n","after":["build.stg_order_details"]},'
    '{"task_id":"build.fct_transactions","name":"build:fct_transactions","group":"facts","arguments":["--task=build:fct_transactions"],"owner":"sales","pool":"django-apparel_duckdb","priority":5,"doc_md":"One row per product in an order, with its order\'s date, customer and place.\\n\\nbuild:fct_transactions · layer fact · reads stg_order_details, stg_orders\\n","after":["gate.stg_order_details","gate.stg_orders"]},'
    '{"task_id":"gate.fct_transactions","name":"gate:fct_transactions","group":"facts","arguments":["--task=gate:fct_transactions"],"owner":"sales","pool":"django-apparel_duckdb","priority":4,"assets":["meshwright://django-apparel/dev/fct_transactions"],"doc_md":"One row per product in an order, with its order\'s date, customer and place.\\n\\ngate:fct_transactions · layer fact · reads dim_customer, dim_date, dim_location, dim_product, order_details\\n","after":["build.fct_transactions","gate.dim_customer","gate.dim_date","gate.dim_location","gate.dim_product","gate.order_details"]},'
    '{"task_id":"build.dm_best_sellers","name":"build:dm_best_sellers","group":"marts","arguments":["--task=build:dm_best_sellers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":3,"doc_md":"Products ranked by the pieces sold: one row per product, category and size that was sold.\\n\\nbuild:dm_best_sellers · layer mart · reads dim_product, fct_transactions\\n","after":["gate.dim_product","gate.fct_transactions"]},'
    '{"task_id":"gate.dm_best_sellers","name":"gate:dm_best_sellers","group":"marts","arguments":["--task=gate:dm_best_sellers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":2,"assets":["meshwright://django-apparel/dev/dm_best_sellers"],"doc_md":"Products ranked by the pieces sold: one row per product, category and size that was sold.\\n\\ngate:dm_best_sellers · layer mart\\n","after":["build.dm_best_sellers"]},'
    '{"task_id":"build.dm_monthly_sales","name":"build:dm_monthly_sales","group":"marts","arguments":["--task=build:dm_monthly_sales"],"owner":"sales","pool":"django-apparel_duckdb","priority":3,"doc_md":"Sales by month of the year: one row per month that had an order.\\n\\nbuild:dm_monthly_sales · layer mart · reads fct_transactions\\n","after":["gate.fct_transactions"]},'
    '{"task_id":"gate.dm_monthly_sales","name":"gate:dm_monthly_sales","group":"marts","arguments":["--task=gate:dm_monthly_sales"],"owner":"sales","pool":"django-apparel_duckdb","priority":2,"assets":["meshwright://django-apparel/dev/dm_monthly_sales"],"doc_md":"Sales by month of the year: one row per month that had an order.\\n\\ngate:dm_monthly_sales · layer mart · reads fct_transactions\\n","after":["build.dm_monthly_sales"]},'
    '{"task_id":"build.dm_performance_by_province_product","name":"build:dm_performance_by_province_product","group":"marts","arguments":["--task=build:dm_performance_by_province_product"],"owner":"sales","pool":"django-apparel_duckdb","priority":3,"doc_md":"What was sold of each product into each province: one row per pair that had a sale.\\n\\nbuild:dm_performance_by_province_product · layer mart · reads dim_product, fct_transactions, provinces\\n","after":["gate.dim_product","gate.fct_transactions","gate.provinces"]},'
    '{"task_id":"gate.dm_performance_by_province_product","name":"gate:dm_performance_by_province_product","group":"marts","arguments":["--task=gate:dm_performance_by_province_product"],"owner":"sales","pool":"django-apparel_duckdb","priority":2,"assets":["meshwright://django-apparel/dev/dm_performance_by_province_product"],"doc_md":"What was sold of each product into each province: one row per pair that had a sale.\\n\\ngate:dm_performance_by_province_product · layer mart · reads fct_transactions\\n","after":["build.dm_performance_by_province_product"]},'
    '{"task_id":"build.dm_sales_by_gender","name":"build:dm_sales_by_gender","group":"marts","arguments":["--task=build:dm_sales_by_gender"],"owner":"marketing","pool":"django-apparel_duckdb","priority":3,"doc_md":"Sales by the gender customers gave: one row per gender that bought.\\n\\nbuild:dm_sales_by_gender · layer mart · reads dim_customer, fct_transactions\\n","after":["gate.dim_customer","gate.fct_transactions"]},'
    '{"task_id":"gate.dm_sales_by_gender","name":"gate:dm_sales_by_gender","group":"marts","arguments":["--task=gate:dm_sales_by_gender"],"owner":"marketing","pool":"django-apparel_duckdb","priority":2,"assets":["meshwright://django-apparel/dev/dm_sales_by_gender"],"doc_md":"Sales by the gender customers gave: one row per gender that bought.\\n\\ngate:dm_sales_by_gender · layer mart · reads fct_transactions\\n","after":["build.dm_sales_by_gender"]},'
    '{"task_id":"build.dm_top_customers","name":"build:dm_top_customers","group":"marts","arguments":["--task=build:dm_top_customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":3,"doc_md":"Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.\\n\\nbuild:dm_top_customers · layer mart · reads dim_customer, fct_transactions\\n","after":["gate.dim_customer","gate.fct_transactions"]},'
    '{"task_id":"gate.dm_top_customers","name":"gate:dm_top_customers","group":"marts","arguments":["--task=gate:dm_top_customers"],"owner":"marketing","pool":"django-apparel_duckdb","priority":2,"assets":["meshwright://django-apparel/dev/dm_top_customers"],"doc_md":"Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.\\n\\ngate:dm_top_customers · layer mart\\n","after":["build.dm_top_customers"]},'
    '{"task_id":"report.sales","name":"report:sales","group":"reports","arguments":["--task=report:sales"],"owner":"marketing","pool":"django-apparel_duckdb","priority":1,"doc_md":"What Django Apparel sold: how much, when, what, to whom and where.\\n\\nreport:sales · reads dm_best_sellers, dm_monthly_sales, dm_performance_by_province_product, dm_sales_by_gender, dm_top_customers\\n","after":["gate.dm_best_sellers","gate.dm_monthly_sales","gate.dm_performance_by_province_product","gate.dm_sales_by_gender","gate.dm_top_customers"]}'
    ']}'
)
PLAN_HASH = PLAN["hash"]

# A run that was woken by an asset, or by hand without a schedule, has no interval.
HAS_INTERVAL = (
    "dag_run.data_interval_start and dag_run.data_interval_start != dag_run.data_interval_end"
    " and dag_run.run_type not in ('asset_triggered', 'dataset_triggered')"
)
ENVIRONMENT = {
    "MESHWRIGHT_RUN_ID": "{{ run_id }}",
    "MESHWRIGHT_TRY": "{{ ti.try_number }}",
    "MESHWRIGHT_INTERVAL_START": "{{ dag_run.data_interval_start.isoformat() if " + HAS_INTERVAL + " else '' }}",
    "MESHWRIGHT_INTERVAL_END": "{{ dag_run.data_interval_end.isoformat() if " + HAS_INTERVAL + " else '' }}",
    "MESHWRIGHT_FULL_REFRESH": "{{ 'true' if params.full_refresh else 'false' }}",
    "MESHWRIGHT_PLAN": PLAN_HASH,
}


def inert(text):
    """Text in which Jinja finds nothing to do. It would also make \r a \n."""
    return text.replace("{", "{{ '{' }}").replace("\r", "{{ '\\r' }}")


def command(*arguments):
    # The blank at the end: Airflow would open a command that ends in .sh as a file.
    return PREFIX + inert(shlex.join(arguments)) + " "


def report_failure(context):
    """Says what a failure holds up: in the log of the task and, where the Variable meshwright_webhook is set, to that address."""
    task, run = context["task"], context["run_id"]
    waiting = sorted(task.get_flat_relative_ids(upstream=False))
    text = f"{task.dag_id}: {task.task_display_name} failed in {run}; what was published stays. "
    if waiting:
        text += f"{len(waiting)} wait for it: {', '.join(waiting[:10])}{' and more' if len(waiting) > 10 else ''}. "
    # What a gate has refused is gone: it is staged again from what was repaired.
    kind, _, name = task.task_id.partition(".")
    stages = [f"ingest.{name}", f"build.{name}"] if kind == "gate" else []
    first = next((each for each in stages if each in task.upstream_task_ids), task.task_id)
    text += f"Once the cause is repaired, clear {first} with its downstream tasks."
    log = logging.getLogger("airflow.task")
    log.error(text)
    try:
        address = Variable.get("meshwright_webhook", None)
        if address:
            request = urllib.request.Request(address, dumps({"text": text}).encode(), {"content-type": "application/json"})
            urllib.request.urlopen(request, timeout=10).close()
    except Exception as error:
        log.error("meshwright_webhook: %s", type(error).__name__)

# A folder that is not absolute is relative to this file.
DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), PLAN["directory"])
PREFIX = inert(shlex.join(["cd", DIRECTORY]) + " && exec " + shlex.join(PLAN["command"]) + " ")


def seconds(number):
    return None if number is None else timedelta(seconds=number)


def schedule():
    assets = [Asset(uri=uri) for uri in PLAN["wakes_on"]]
    return CronDataIntervalTimetable(PLAN["cron"], timezone=PLAN["time_zone"])


def operator(task, groups):
    arguments = {name: task[name] for name in ("owner", "pool") if name in task}
    if "retries" in task:
        arguments["retry_delay"] = seconds(task["delay"])
        arguments["max_retry_delay"] = seconds(task["max_delay"])
        arguments["retry_exponential_backoff"] = True
    if "assets" in task:
        arguments["outlets"] = [Asset(uri=uri) for uri in task["assets"]]
    return BashOperator(
        bash_command=command(*task["arguments"]),
        env=ENVIRONMENT,
        append_env=True,
        skip_on_exit_code=None,
        task_id=task["task_id"],
        task_display_name=task["name"],
        task_group=groups[task["group"]],
        doc_md=task["doc_md"],
        retries=task.get("retries", 0),
        execution_timeout=seconds(task.get("timeout")),
        priority_weight=task["priority"],
        weight_rule="absolute",
        do_xcom_push=False,
        on_failure_callback=report_failure,
        **arguments,
    )


with DAG(
    dag_id=PLAN["dag_id"],
    dag_display_name=PLAN["display_name"],
    description=PLAN["description"],
    doc_md=PLAN["doc_md"],
    tags=PLAN["tags"],
    schedule=schedule(),
    start_date=pendulum.parse(PLAN["start"], tz=PLAN["time_zone"]),
    catchup=PLAN["catchup"],
    max_active_runs=1,
    dagrun_timeout=seconds(PLAN["timeout"]),
    params={"full_refresh": Param(False, type="boolean", description="Load and build everything again.")},
):
    groups = {name: TaskGroup(group_id=name, prefix_group_id=False) for name in PLAN["groups"]}
    operators = {task["task_id"]: operator(task, groups) for task in PLAN["tasks"]}
    for task in PLAN["tasks"]:
        if "after" in task:
            operators[task["task_id"]].set_upstream([operators[name] for name in task["after"]])
