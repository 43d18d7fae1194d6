"""Adds a user who may do everything to Airflow 2; the password comes by the environment, as arguments can be seen by everybody."""

import os
import sys

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

with get_application_builder() as builder:
    manager, name = builder.sm, sys.argv[1]
    if not manager.add_user(name, name, name, f"{name}@localhost", manager.find_role("Admin"), os.environ["ADD_USER_PASSWORD"]):
        sys.exit(f"no user {name}")
