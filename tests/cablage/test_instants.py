"""Les instants : lus par la bibliothèque standard, tels que Django les lit."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from config.postgresql.base import Instants


@pytest.mark.django_db
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 11, 24, 9, 30, 5, 120_000, UTC),
        datetime(1850, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
    ],
)
def test_un_instant_se_relit_tel_qu_ecrit(instant):
    with connection.cursor() as curseur:
        assert issubclass(curseur.adapters.get_loader(1184, 0), Instants)
        curseur.execute("SELECT %s::timestamptz", [instant])
        (lu,) = curseur.fetchone()
        curseur.execute("SELECT '2026-11-24 09:30:00+00'::timestamptz, %s::date", [date(2026, 11, 24)])
        assert curseur.fetchone() == (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), date(2026, 11, 24))
    assert lu == instant
    assert lu.tzinfo is UTC
