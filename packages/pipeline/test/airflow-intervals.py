"""Prints as JSON the ends of the intervals that Airflow's timetable gives to each [cron, time zone, first, count], one after the other."""

import json
import sys

import pendulum
from airflow.timetables.base import TimeRestriction
from airflow.timetables.interval import CronDataIntervalTimetable


def ends(cron, zone, first, count):
    timetable = CronDataIntervalTimetable(cron, timezone=zone)
    restriction = TimeRestriction(earliest=pendulum.parse(first), latest=None, catchup=True)
    found, last = [], None
    for _ in range(count):
        last = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction).data_interval
        found.append((last.start if not found else last.end).in_timezone("UTC").strftime("%Y-%m-%dT%H:%MZ"))
        if len(found) == 1:
            found.append(last.end.in_timezone("UTC").strftime("%Y-%m-%dT%H:%MZ"))
    return found[:count]


def answer(row):
    try:
        return ends(*row)
    except ValueError as error:
        return str(error)


print(json.dumps([answer(row) for row in json.loads(open(sys.argv[1]).read())]))
