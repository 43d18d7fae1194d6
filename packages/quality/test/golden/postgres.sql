-- orders
select count(*) as "m0",
  count("orders"."order_id") as "m1",
  count(*) filter (where not (("orders"."email" ~ '^[^@\t\n\f\r\v ]+@[^@\t\n\f\r\v ]+[.][^@\t\n\f\r\v ]+$'))) as "m2",
  count("orders"."email") as "m3",
  count(*) filter (where not ("orders"."gender" in (cast('F' as text), cast('M' as text)))) as "m4",
  count("orders"."gender") as "m5",
  count("orders"."quantity") as "m6",
  count(*) filter (where "orders"."quantity" < cast(1 as bigint)) as "m7",
  count("orders"."price") as "m8",
  count(*) filter (where "orders"."price" < cast('0.00' as numeric(2,2))) as "m9",
  count(*) filter (where "orders"."price" > cast('1000.00' as numeric(6,2))) as "m10",
  count("orders"."ordered_at") as "m11",
  count(*) filter (where ("orders"."city_id" is not null and coalesce("mw_ref1"."mw_hit", 0) = 0)) as "m12",
  count("orders"."city_id") as "m13",
  count(*) filter (where not ("price" < '1' or "quantity" < 10)) as "m14",
  cast(coalesce(cast(sum("orders"."revenue") as numeric(38,2)), 0) as numeric(38,2)) as "m15"
  from "main"."orders" as "orders" left join (select distinct "cities"."city_id" as "mw_key", 1 as "mw_hit" from "main"."cities" as "cities") as "mw_ref1" on "mw_ref1"."mw_key" = "orders"."city_id"

-- orders grouped by order_id
select cast(coalesce(cast(sum("mw_groups"."mw_size") as numeric(38,0)), 0) as numeric(38,0)) as "m0",
  count(*) as "m1",
  count(*) filter (where "mw_groups"."mw_size" = 1) as "m2"
  from (select "orders"."order_id" as "order_id", count(*) as "mw_size" from "main"."orders" as "orders" where "orders"."order_id" is not null group by "orders"."order_id") as "mw_groups"

-- orders, some rows
select count(*) as "m0"
  from "main"."orders" as "orders" where ("quantity" > 1)

-- orders grouped by city_id, gender, some rows
select cast(coalesce(cast(sum("mw_groups"."mw_size") as numeric(38,0)), 0) as numeric(38,0)) as "m0",
  count(*) as "m1",
  count(*) filter (where "mw_groups"."mw_size" = 1) as "m2"
  from (select "orders"."city_id" as "city_id", "orders"."gender" as "gender", count(*) as "mw_size" from "main"."orders" as "orders" where ("quantity" > 1) and "orders"."city_id" is not null and "orders"."gender" is not null group by "orders"."city_id", "orders"."gender") as "mw_groups"

-- lines
select cast(coalesce(cast(sum("lines"."amount") as numeric(38,2)), 0) as numeric(38,2)) as "m0"
  from "main"."lines" as "lines"

-- last results
select "mw_numbered"."run_id" as "run_id", "mw_numbered"."table_name" as "table_name", "mw_numbered"."check_name" as "check_name", "mw_numbered"."kind" as "kind", "mw_numbered"."columns" as "columns", "mw_numbered"."severity" as "severity", "mw_numbered"."status" as "status", "mw_numbered"."message" as "message", "mw_numbered"."rows" as "rows", "mw_numbered"."failing" as "failing", "mw_numbered"."observed" as "observed", "mw_numbered"."samples" as "samples", "mw_numbered"."proven_by" as "proven_by", "mw_numbered"."checked_at" as "checked_at" from (select "check_results"."run_id" as "run_id", "check_results"."table_name" as "table_name", "check_results"."check_name" as "check_name", "check_results"."kind" as "kind", "check_results"."columns" as "columns", "check_results"."severity" as "severity", "check_results"."status" as "status", "check_results"."message" as "message", "check_results"."rows" as "rows", "check_results"."failing" as "failing", "check_results"."observed" as "observed", "check_results"."samples" as "samples", "check_results"."proven_by" as "proven_by", "check_results"."checked_at" as "checked_at", row_number() over(partition by "check_results"."table_name", "check_results"."check_name" order by "check_results"."checked_at" desc nulls last, "check_results"."run_id" collate "C" desc nulls last) as "mw_rank" from "main"."check_results" as "check_results") as "mw_numbered" where "mw_numbered"."mw_rank" = 1 order by "mw_numbered"."table_name", "mw_numbered"."check_name"
