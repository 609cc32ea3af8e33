"""`winnow forget`: what it takes, and the receipt."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from flows.store_at import store_at
from flows.terminal import plain
from storage.errors import WrongUsageError
from storage.forget import Chosen, ForgetPlan, Receipt, forget, plan_forget


def forget_articles(address: str, named: tuple[list[str], str, str, str], *, dry_run: bool, as_json: bool) -> None:
    """Forget what is named (ids, URL, source, phrase: one of them), or say what would be forgotten."""
    ids, url, source, phrase = named
    if sum(map(bool, named)) != 1:
        raise WrongUsageError("name what to forget by one of --id, --url, --source and --match")
    with store_at(address) as store:
        plan = plan_forget(store, Chosen(tuple(ids), url, source, phrase))
        receipt = None if dry_run else forget(store, plan)
    if as_json:
        typer.echo(json.dumps(_as_json(plan) if receipt is None else asdict(receipt)))
    else:
        typer.echo(plain("\n".join(plan.lines() if receipt is None else _told(receipt))))


def _as_json(plan: ForgetPlan) -> dict[str, object]:
    return {"forget": plan.chosen, "same_text": plan.same_text, "copies_that_stay": plan.stay}


def _told(receipt: Receipt) -> list[str]:
    count = len(receipt.forgotten) + len(receipt.same_text)
    where = f"rewrote {len(receipt.objects_rewritten):,} objects, deleted {len(receipt.objects_deleted):,}"
    lines = [
        f"forgot {count:,} documents, {len(receipt.same_text):,} of them for having the same text as another",
        f"{where} and all older versions of the members table; the corpus is at version {receipt.version}",
    ]
    lines += [f"{name} is a copy in other words, and stays" for name in receipt.copies_that_stay]
    return [*lines, "the receipt is in the store, under forgotten/; the drops themselves are yours to delete"]
