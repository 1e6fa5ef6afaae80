"""After an update every link is broken: what is proved works again without a question, and what was swapped never does."""

from __future__ import annotations

from support.after_an_update import NEW_NAMES, updated


def test_after_an_update_all_but_the_swapped_and_the_deleted_are_relinked_and_go_on_where_they_were(
    database_url: str,
) -> None:
    with updated(database_url, 28, large=2, renamed=2, moved=1, swapped=2, deleted=1, unread=21) as update:
        ids = update.before()
        done = update.relink()
        figures = update.after(done, ids)
        links = {name: update.site.link(link) for name, link in update.links.items()}
        fates = update.fates

    # Without a question, on evidence, to the right companies; Bo sees what was moved
    assert (figures["proved"], figures["wrong"], figures["without_evidence"]) == (27, 0, 0)
    assert {links[name].company.name for name in fates.renamed} == set(NEW_NAMES[:2])
    assert {links[name].login for name in fates.moved}.isdisjoint({update.links[name].login for name in fates.moved})
    # What was swapped is a person's to decide, what was deleted is gone
    verdicts = {step.name: step.verdict for step in done.steps if step.state != "applied"}
    assert verdicts == dict.fromkeys(fates.swapped, "conflict") | dict.fromkeys(fates.deleted, "gone")
    assert figures["swapped_bound"] == 0
    # Ids are what they were, and reading goes on from its cursors
    assert figures["ids_changed"] == 0
    # (of which the last 500 rows are read again)
    assert figures["requests_after"] < figures["requests_first"]
    assert figures["records_after"] < figures["records_first"] / 2
    assert figures["changed_after"] == 0
