"""Prefect flows, settings and the command line: the only place that knows Prefect."""
