# Dagster definitions, emitted by meshwright from a plan: change the project and emit it again.
import os
import random
import shlex
import subprocess
from json import dumps, loads

import dagster as dg

PLAN = loads(
    '{"job":"django_apparel_dev","description":"What the shop sells, to whom and where.","tags":{},"hash":"f3fca1c8db886672833d5dfb09a31495","directory":"../..","command":["../../node_modules/.bin/node","../../node_modules/.bin/meshwright","run","--granularity=task","--environment=dev"],"cron":"0 6 * * *","time_zone":"Asia/Jakarta","start":"1970-01-02","wakes_on":[],"timeout":null,"pools":{"django-apparel_duckdb":1},"assets":[{"uri":"meshwright://django-apparel/dev/customers","description":"One row per registered customer of the web shop.","group":"raw","owners":["team:marketing"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/product_categories","description":"One row per product category.","group":"raw","owners":["team:merchandising"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/provinces","description":"One row per province that the shop delivers to.","group":"raw","owners":["team:logistics"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/cities","description":"One row per city or regency that the shop delivers to.","group":"raw","owners":["team:logistics"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/products","description":"One row per product and size in the catalogue of the shop.","group":"raw","owners":["team:merchandising"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/stg_customers","description":"One row per customer, names trimmed.","group":"staging","owners":["team:marketing"],"tags":{},"reads":["meshwright://django-apparel/dev/customers"]},{"uri":"meshwright://django-apparel/dev/dim_customer","description":"One row per customer.","group":"dimension","owners":["team:marketing"],"tags":{},"reads":["meshwright://django-apparel/dev/stg_customers"]},{"uri":"meshwright://django-apparel/dev/orders","description":"One row per order placed in the web shop, as its database holds it.","group":"raw","owners":["team:sales"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/stg_locations","description":"One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.","group":"staging","owners":["team:logistics"],"tags":{},"reads":["meshwright://django-apparel/dev/cities"]},{"uri":"meshwright://django-apparel/dev/stg_products","description":"One row per product and size, names trimmed.","group":"staging","owners":["team:merchandising"],"tags":{},"reads":["meshwright://django-apparel/dev/products"]},{"uri":"meshwright://django-apparel/dev/dim_location","description":"One row per city, with its province.","group":"dimension","owners":["team:logistics"],"tags":{},"reads":["meshwright://django-apparel/dev/provinces","meshwright://django-apparel/dev/stg_locations"]},{"uri":"meshwright://django-apparel/dev/dim_product","description":"One row per product and size, with its category.","group":"dimension","owners":["team:merchandising"],"tags":{},"reads":["meshwright://django-apparel/dev/product_categories","meshwright://django-apparel/dev/stg_products"]},{"uri":"meshwright://django-apparel/dev/order_details","description":"One row per product in an order, as the web shop holds it.","group":"raw","owners":["team:sales"],"tags":{},"reads":[]},{"uri":"meshwright://django-apparel/dev/stg_orders","description":"One row per order, with its day.","group":"staging","owners":["team:sales"],"tags":{},"reads":["meshwright://django-apparel/dev/orders"]},{"uri":"meshwright://django-apparel/dev/dim_date","description":"One row per day, from the first to the last year with an order.","group":"dimension","owners":["team:data"],"tags":{},"reads":["meshwright://django-apparel/dev/stg_orders"]},{"uri":"meshwright://django-apparel/dev/stg_order_details","description":"One row per product in an order.","group":"staging","owners":["team:sales"],"tags":{},"reads":["meshwright://django-apparel/dev/order_details"]},{"uri":"meshwright://django-apparel/dev/fct_transactions","description":"One row per product in an order, with its order\'s date, customer and place.","group":"fact","owners":["team:sales"],"tags":{},"reads":["meshwright://django-apparel/dev/stg_order_details","meshwright://django-apparel/dev/stg_orders"]},{"uri":"meshwright://django-apparel/dev/dm_best_sellers","description":"Products ranked by the pieces sold: one row per product, category and size that was sold.","group":"mart","owners":["team:marketing"],"tags":{},"reads":["meshwright://django-apparel/dev/dim_product","meshwright://django-apparel/dev/fct_transactions"]},{"uri":"meshwright://django-apparel/dev/dm_monthly_sales","description":"Sales by month of the year: one row per month that had an order.","group":"mart","owners":["team:sales"],"tags":{},"reads":["meshwright://django-apparel/dev/fct_transactions"]},{"uri":"meshwright://django-apparel/dev/dm_performance_by_province_product","description":"What was sold of each product into each province: one row per pair that had a sale.","group":"mart","owners":["team:sales"],"tags":{},"reads":["meshwright://django-apparel/dev/dim_product","meshwright://django-apparel/dev/fct_transactions","meshwright://django-apparel/dev/provinces"]},{"uri":"meshwright://django-apparel/dev/dm_sales_by_gender","description":"Sales by the gender customers gave: one row per gender that bought.","group":"mart","owners":["team:marketing"],"tags":{},"reads":["meshwright://django-apparel/dev/dim_customer","meshwright://django-apparel/dev/fct_transactions"]},{"uri":"meshwright://django-apparel/dev/dm_top_customers","description":"Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.","group":"mart","owners":["team:marketing"],"tags":{},"reads":["meshwright://django-apparel/dev/dim_customer","meshwright://django-apparel/dev/fct_transactions"]}],"tasks":['
    '{"name":"ingest__customers","id":"ingest:customers","description":"One row per registered customer of the web shop.","arguments":["--task=ingest:customers"],"owner":"marketing","pool":"django-apparel_duckdb"},'
    '{"name":"gate__customers","id":"gate:customers","description":"One row per registered customer of the web shop.","arguments":["--task=gate:customers"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/customers"],"after":["ingest__customers"],"staged_by":["ingest__customers"]},'
    '{"name":"ingest__product_categories","id":"ingest:product_categories","description":"One row per product category.","arguments":["--task=ingest:product_categories"],"owner":"merchandising","pool":"django-apparel_duckdb"},'
    '{"name":"gate__product_categories","id":"gate:product_categories","description":"One row per product category.","arguments":["--task=gate:product_categories"],"owner":"merchandising","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/product_categories"],"after":["ingest__product_categories"],"staged_by":["ingest__product_categories"]},'
    '{"name":"ingest__provinces","id":"ingest:provinces","description":"One row per province that the shop delivers to.","arguments":["--task=ingest:provinces"],"owner":"logistics","pool":"django-apparel_duckdb"},'
    '{"name":"gate__provinces","id":"gate:provinces","description":"One row per province that the shop delivers to.","arguments":["--task=gate:provinces"],"owner":"logistics","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/provinces"],"after":["ingest__provinces"],"staged_by":["ingest__provinces"]},'
    '{"name":"ingest__cities","id":"ingest:cities","description":"One row per city or regency that the shop delivers to.","arguments":["--task=ingest:cities"],"owner":"logistics","pool":"django-apparel_duckdb"},'
    '{"name":"gate__cities","id":"gate:cities","description":"One row per city or regency that the shop delivers to.","arguments":["--task=gate:cities"],"owner":"logistics","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/cities"],"after":["ingest__cities","gate__provinces"],"staged_by":["ingest__cities"]},'
    '{"name":"ingest__products","id":"ingest:products","description":"One row per product and size in the catalogue of the shop.","arguments":["--task=ingest:products"],"owner":"merchandising","pool":"django-apparel_duckdb"},'
    '{"name":"gate__products","id":"gate:products","description":"One row per product and size in the catalogue of the shop.","arguments":["--task=gate:products"],"owner":"merchandising","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/products"],"after":["ingest__products","gate__product_categories"],"staged_by":["ingest__products"]},'
    '{"name":"build__stg_customers","id":"build:stg_customers","description":"One row per customer, names trimmed.","arguments":["--task=build:stg_customers"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__customers"]},'
    '{"name":"gate__stg_customers","id":"gate:stg_customers","description":"One row per customer, names trimmed.","arguments":["--task=gate:stg_customers"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/stg_customers"],"after":["build__stg_customers"],"staged_by":["build__stg_customers"]},'
    '{"name":"build__dim_customer","id":"build:dim_customer","description":"One row per customer.","arguments":["--task=build:dim_customer"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__stg_customers"]},'
    '{"name":"gate__dim_customer","id":"gate:dim_customer","description":"One row per customer.","arguments":["--task=gate:dim_customer"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dim_customer"],"after":["build__dim_customer"],"staged_by":["build__dim_customer"]},'
    '{"name":"ingest__orders","id":"ingest:orders","description":"One row per order placed in the web shop, as its database holds it.","arguments":["--task=ingest:orders"],"owner":"sales","pool":"django-apparel_duckdb"},'
    '{"name":"gate__orders","id":"gate:orders","description":"One row per order placed in the web shop, as its database holds it.","arguments":["--task=gate:orders"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/orders"],"after":["ingest__orders","gate__cities","gate__customers","gate__provinces"],"staged_by":["ingest__orders"]},'
    '{"name":"build__stg_locations","id":"build:stg_locations","description":"One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.","arguments":["--task=build:stg_locations"],"owner":"logistics","pool":"django-apparel_duckdb","after":["gate__cities"]},'
    '{"name":"gate__stg_locations","id":"gate:stg_locations","description":"One row per city, names trimmed, with KOTA and KABUPATEN as a kind of their own.","arguments":["--task=gate:stg_locations"],"owner":"logistics","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/stg_locations"],"after":["build__stg_locations"],"staged_by":["build__stg_locations"]},'
    '{"name":"build__stg_products","id":"build:stg_products","description":"One row per product and size, names trimmed.","arguments":["--task=build:stg_products"],"owner":"merchandising","pool":"django-apparel_duckdb","after":["gate__products"]},'
    '{"name":"gate__stg_products","id":"gate:stg_products","description":"One row per product and size, names trimmed.","arguments":["--task=gate:stg_products"],"owner":"merchandising","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/stg_products"],"after":["build__stg_products"],"staged_by":["build__stg_products"]},'
    '{"name":"build__dim_location","id":"build:dim_location","description":"One row per city, with its province.","arguments":["--task=build:dim_location"],"owner":"logistics","pool":"django-apparel_duckdb","after":["gate__provinces","gate__stg_locations"]},'
    '{"name":"gate__dim_location","id":"gate:dim_location","description":"One row per city, with its province.","arguments":["--task=gate:dim_location"],"owner":"logistics","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dim_location"],"after":["build__dim_location"],"staged_by":["build__dim_location"]},'
    '{"name":"build__dim_product","id":"build:dim_product","description":"One row per product and size, with its category.","arguments":["--task=build:dim_product"],"owner":"merchandising","pool":"django-apparel_duckdb","after":["gate__product_categories","gate__stg_products"]},'
    '{"name":"gate__dim_product","id":"gate:dim_product","description":"One row per product and size, with its category.","arguments":["--task=gate:dim_product"],"owner":"merchandising","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dim_product"],"after":["build__dim_product"],"staged_by":["build__dim_product"]},'
    '{"name":"ingest__order_details","id":"ingest:order_details","description":"One row per product in an order, as the web shop holds it.","arguments":["--task=ingest:order_details"],"owner":"sales","pool":"django-apparel_duckdb"},'
    '{"name":"gate__order_details","id":"gate:order_details","description":"One row per product in an order, as the web shop holds it.","arguments":["--task=gate:order_details"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/order_details"],"after":["ingest__order_details","gate__orders","gate__products"],"staged_by":["ingest__order_details"]},'
    '{"name":"build__stg_orders","id":"build:stg_orders","description":"One row per order, with its day.","arguments":["--task=build:stg_orders"],"owner":"sales","pool":"django-apparel_duckdb","after":["gate__orders"]},'
    '{"name":"gate__stg_orders","id":"gate:stg_orders","description":"One row per order, with its day.","arguments":["--task=gate:stg_orders"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/stg_orders"],"after":["build__stg_orders"],"staged_by":["build__stg_orders"]},'
    '{"name":"build__dim_date","id":"build:dim_date","description":"One row per day, from the first to the last year with an order.","arguments":["--task=build:dim_date"],"owner":"data","pool":"django-apparel_duckdb","after":["gate__stg_orders"]},'
    '{"name":"gate__dim_date","id":"gate:dim_date","description":"One row per day, from the first to the last year with an order.","arguments":["--task=gate:dim_date"],"owner":"data","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dim_date"],"after":["build__dim_date"],"staged_by":["build__dim_date"]},'
    '{"name":"build__stg_order_details","id":"build:stg_order_details","description":"One row per product in an order.","arguments":["--task=build:stg_order_details"],"owner":"sales","pool":"django-apparel_duckdb","after":["gate__order_details"]},'
    '{"name":"gate__stg_order_details","id":"gate:stg_order_details","description":"One row per product in an order.","arguments":["--task=gate:stg_order_details"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/stg_order_details"],"after":["build__stg_order_details"],"staged_by":["build__stg_order_details"]},'
    '{"name":"build__fct_transactions","id":"build:fct_transactions","description":"One row per product in an order, with its order\'s date, customer and place.","arguments":["--task=build:fct_transactions"],"owner":"sales","pool":"django-apparel_duckdb","after":["gate__stg_order_details","gate__stg_orders"]},'
    '{"name":"gate__fct_transactions","id":"gate:fct_transactions","description":"One row per product in an order, with its order\'s date, customer and place.","arguments":["--task=gate:fct_transactions"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/fct_transactions"],"after":["build__fct_transactions","gate__dim_customer","gate__dim_date","gate__dim_location","gate__dim_product","gate__order_details"],"staged_by":["build__fct_transactions"]},'
    '{"name":"build__dm_best_sellers","id":"build:dm_best_sellers","description":"Products ranked by the pieces sold: one row per product, category and size that was sold.","arguments":["--task=build:dm_best_sellers"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__dim_product","gate__fct_transactions"]},'
    '{"name":"gate__dm_best_sellers","id":"gate:dm_best_sellers","description":"Products ranked by the pieces sold: one row per product, category and size that was sold.","arguments":["--task=gate:dm_best_sellers"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dm_best_sellers"],"after":["build__dm_best_sellers"],"staged_by":["build__dm_best_sellers"]},'
    '{"name":"build__dm_monthly_sales","id":"build:dm_monthly_sales","description":"Sales by month of the year: one row per month that had an order.","arguments":["--task=build:dm_monthly_sales"],"owner":"sales","pool":"django-apparel_duckdb","after":["gate__fct_transactions"]},'
    '{"name":"gate__dm_monthly_sales","id":"gate:dm_monthly_sales","description":"Sales by month of the year: one row per month that had an order.","arguments":["--task=gate:dm_monthly_sales"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dm_monthly_sales"],"after":["build__dm_monthly_sales"],"staged_by":["build__dm_monthly_sales"]},'
    '{"name":"build__dm_performance_by_province_product","id":"build:dm_performance_by_province_product","description":"What was sold of each product into each province: one row per pair that had a sale.","arguments":["--task=build:dm_performance_by_province_product"],"owner":"sales","pool":"django-apparel_duckdb","after":["gate__dim_product","gate__fct_transactions","gate__provinces"]},'
    '{"name":"gate__dm_performance_by_province_product","id":"gate:dm_performance_by_province_product","description":"What was sold of each product into each province: one row per pair that had a sale.","arguments":["--task=gate:dm_performance_by_province_product"],"owner":"sales","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dm_performance_by_province_product"],"after":["build__dm_performance_by_province_product"],"staged_by":["build__dm_performance_by_province_product"]},'
    '{"name":"build__dm_sales_by_gender","id":"build:dm_sales_by_gender","description":"Sales by the gender customers gave: one row per gender that bought.","arguments":["--task=build:dm_sales_by_gender"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__dim_customer","gate__fct_transactions"]},'
    '{"name":"gate__dm_sales_by_gender","id":"gate:dm_sales_by_gender","description":"Sales by the gender customers gave: one row per gender that bought.","arguments":["--task=gate:dm_sales_by_gender"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dm_sales_by_gender"],"after":["build__dm_sales_by_gender"],"staged_by":["build__dm_sales_by_gender"]},'
    '{"name":"build__dm_top_customers","id":"build:dm_top_customers","description":"Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.","arguments":["--task=build:dm_top_customers"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__dim_customer","gate__fct_transactions"]},'
    '{"name":"gate__dm_top_customers","id":"gate:dm_top_customers","description":"Customers ranked by what their orders brought: one row per customer who ordered. Two customers may share a name, so rows have no key.","arguments":["--task=gate:dm_top_customers"],"owner":"marketing","pool":"django-apparel_duckdb","publishes":["meshwright://django-apparel/dev/dm_top_customers"],"after":["build__dm_top_customers"],"staged_by":["build__dm_top_customers"]},'
    '{"name":"report__sales","id":"report:sales","description":"What Django Apparel sold: how much, when, what, to whom and where.","arguments":["--task=report:sales"],"owner":"marketing","pool":"django-apparel_duckdb","after":["gate__dm_best_sellers","gate__dm_monthly_sales","gate__dm_performance_by_province_product","gate__dm_sales_by_gender","gate__dm_top_customers"]}'
    ']}'
)
# A folder that is not absolute is relative to this file.
DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), PLAN["directory"])
# From being asked to stop to being killed: the command takes back what it began in the warehouse.
GRACE_SECONDS = 60


class Run(dg.ConfigurableResource):
    """What a run by hand may ask for in the launchpad; an interval is two moments in ISO 8601, or empty."""

    full_refresh: bool = False
    interval_start: str = ""
    interval_end: str = ""


class Retries(dg.RetryPolicy):
    """Twice as long before each further try, up to a limit, and of that a random part between half and all."""

    longest = 0

    def calculate_delay(self, attempt_num):
        return min(self.longest, self.delay * 2 ** (attempt_num - 1)) * random.uniform(0.5, 1)


def retries(task):
    if "retries" not in task:
        return None
    policy = Retries(task["retries"], task["delay"], dg.Backoff.EXPONENTIAL, dg.Jitter.FULL)
    policy.longest = task["longest"]
    return policy


def key(uri):
    return dg.AssetKey(uri.removeprefix("meshwright://").split("/"))


def stop(process):
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def operation(task):
    command = [*PLAN["command"], *task["arguments"]]
    timeout = task.get("timeout")
    publishes = task.get("publishes", [])
    # For people to see, and to read back what Dagster has understood.
    shown = {
        "command": shlex.join(command),
        "owner": task.get("owner"),
        "tags": dumps(task["tags"]) if "tags" in task else None,
        "pool": task.get("pool"),
        "timeout": None if timeout is None else str(timeout),
        "publishes": dumps(publishes) if publishes else None,
    }

    @dg.op(
        name=task["name"],
        description=f'{task["id"]}\n\n{task["description"]}',
        ins={"after": dg.In(dg.Nothing)} if "after" in task else {},
        out=dg.Out(dg.Nothing),
        tags={f"meshwright/{name}": value for name, value in shown.items() if value is not None},
        retry_policy=retries(task),
        required_resource_keys={"run"},
    )
    def execute(context):
        run = context.resources.run
        environment = {
            **os.environ,
            # A run that goes on after a failure belongs to the one that failed.
            "MESHWRIGHT_RUN_ID": context.run.root_run_id or context.run_id,
            "MESHWRIGHT_TRY": str(context.retry_number + 1),
            "MESHWRIGHT_INTERVAL_START": run.interval_start,
            "MESHWRIGHT_INTERVAL_END": run.interval_end,
            "MESHWRIGHT_FULL_REFRESH": "true" if run.full_refresh else "false",
            "MESHWRIGHT_PLAN": PLAN["hash"],
        }
        process = subprocess.Popen(command, cwd=DIRECTORY, env=environment, stdin=subprocess.DEVNULL)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            stop(process)
            raise dg.Failure(f'{task["id"]} took longer than {timeout} s and was stopped')
        except BaseException:
            stop(process)
            raise
        if code != 0:
            # A call that was wrong is not tried again.
            raise dg.Failure(
                f'{task["id"]} ended with {code}; what was published stays. Once the cause is mended, launch the job again,'
                f' or re-execute this run from {", ".join(task.get("staged_by", [task["name"]]))} on',
                allow_retries=code != 2,
            )
        for uri in publishes:
            context.log_event(dg.AssetMaterialization(key(uri), metadata={"uri": uri}))

    return execute


def after(task):
    if "after" not in task:
        return {}
    return {"after": dg.MultiDependencyDefinition([dg.DependencyDefinition(name) for name in task["after"]])}


def asset(table):
    """A table in the catalog. It is the job that makes it."""
    return dg.AssetSpec(
        key(table["uri"]),
        deps=[key(uri) for uri in table["reads"]],
        description=table["description"],
        group_name=table["group"],
        owners=table["owners"],
        tags=table["tags"],
        metadata={"uri": table["uri"], "job": PLAN["job"]},
    )


# One pool lets no two tasks run at a time.
EXECUTOR = dg.in_process_executor

JOB = dg.GraphDefinition(
    name=PLAN["job"],
    description=PLAN["description"],
    node_defs=[operation(task) for task in PLAN["tasks"]],
    dependencies={task["name"]: after(task) for task in PLAN["tasks"]},
).to_job(
    resource_defs={"run": Run()},
    executor_def=EXECUTOR,
    tags={
        **PLAN["tags"],
        "meshwright/plan": PLAN["job"],
        **({"dagster/max_runtime": str(PLAN["timeout"])} if PLAN["timeout"] else {}),
    },
)


def in_progress(context):
    """Why no run should begin, if so."""
    unfinished = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.CANCELING,
    ]
    others = dg.RunsFilter(tags={"meshwright/plan": PLAN["job"]}, statuses=unfinished)
    for record in context.instance.get_run_records(others, limit=1):
        return dg.SkipReason(f"run {record.dagster_run.run_id} is in progress")


INTERVALS = dg.TimeWindowPartitionsDefinition(
    start=PLAN["start"], fmt="%Y-%m-%d", cron_schedule=PLAN["cron"], timezone=PLAN["time_zone"]
)


@dg.schedule(
    name=PLAN["job"] + "_schedule",
    job=JOB,
    cron_schedule=PLAN["cron"],
    execution_timezone=PLAN["time_zone"],
    metadata={"start": PLAN["start"]},
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def due(context):
    interval = INTERVALS.get_prev_partition_window(context.scheduled_execution_time)
    if interval is None:
        return dg.SkipReason(f'the first interval begins on {PLAN["start"]}')
    run = {"interval_start": interval.start.isoformat(), "interval_end": interval.end.isoformat()}
    return in_progress(context) or dg.RunRequest(
        run_key=run["interval_end"], run_config={"resources": {"run": {"config": run}}}
    )

DEFINITIONS = dg.Definitions(
    assets=[asset(table) for table in PLAN["assets"]],
    jobs=[JOB],
    schedules=[due],
    sensors=[],
)
