#!/bin/sh
# What compose.yaml's `setup` does at every start; each step may have been done before.
set -eu
here=${WINNOW_DEPLOY:-/etc/winnow}

python - <<'PYTHON'
import os

import boto3

s3 = boto3.client("s3", endpoint_url=os.environ["WINNOW_S3_ENDPOINT"])
if "news" not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
    s3.create_bucket(Bucket="news")
PYTHON

prefect work-pool inspect winnow >/dev/null 2>&1 || prefect work-pool create winnow --type process

# The deployments of prefect.yaml, on the S3 bucket instead of folders.
sed -e 's|/srv/winnow/inbox|s3://news/inbox|' -e 's|/srv/winnow/corpus|s3://news/corpus|' \
  "$here/prefect.yaml" >"${TMPDIR:-/tmp}/prefect.yaml"
prefect --no-prompt deploy --prefect-file "${TMPDIR:-/tmp}/prefect.yaml" --all

prefect automation inspect 'winnow: crash silent runs' >/dev/null 2>&1 ||
  prefect automation create --from-file "$here/automations.yaml"
