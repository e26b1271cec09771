"""Spark itself: two executors as processes of their own, one of which is killed."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pricesheet import PriceSheet, audit_table, price_table
from pricesheet import spark as on_spark
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

ROWS = 24_000
PARTITIONS = 24
SCALE = 4


def calls() -> pa.Table:
    """Calls with what was charged for them, faults among them, and some without a price."""
    draw = Random(11)
    endpoints = draw.choices(["get-personal-profile", "search-employees", "search-companies", "nowhere"], [6, 3, 6, 1], k=ROWS)
    names = ["skills", "certifications", "honors"]
    options = [draw.sample(names, draw.randrange(3)) if endpoint.startswith("get") else [] for endpoint in endpoints]
    results = [draw.randrange(200) if endpoint.startswith("search") else None for endpoint in endpoints]
    table = pa.table(
        {
            "id": pa.array(range(ROWS), pa.int64()),
            "endpoint": endpoints,
            "options": pa.array(options, pa.list_(pa.string())),
            "quantities.results": pa.array(results, pa.int64()),
        }
    )
    right = pa.table(price_table(PriceSheet.embedded(), table, scale=SCALE)).column("total").to_pylist()
    faults = [Decimal(0)] * 9 + [Decimal("0.5"), Decimal("-0.0001")]
    charged = [draw.choice(faults) + (amount if amount is not None else 1) for amount in right]
    return table.append_column("charged", pa.array(charged, pa.decimal128(20, SCALE)))


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return calls()


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("pricesheet")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.files.maxPartitionBytes", "64k")
        # So that several batches of a task, and several tasks of a worker, are seen.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "2000")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: SparkSession, table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("calls")
    size = ROWS // PARTITIONS
    for part in range(PARTITIONS):
        pq.write_table(table.slice(part * size, size), folder / f"{part:02}.parquet")
    return spark.read.parquet(str(folder)).repartition(PARTITIONS)


def by_endpoint(table: pa.Table) -> dict[str, tuple[Any, ...]]:
    """What one process makes of it."""
    found = {}
    for endpoint in pc.unique(table.column("endpoint")).to_pylist():
        part = table.filter(pc.equal(table.column("endpoint"), endpoint))
        _, totals = audit_table(PriceSheet.embedded(), part, scale=SCALE)
        found[endpoint] = (
            totals.records, totals.agreed, totals.over, totals.under, totals.unpriceable, totals.charged, totals.expected,
            totals.difference, totals.overcharged, totals.undercharged, totals.charged_unpriceable,
        )  # fmt: skip
    return found


def collected(frame: Any) -> dict[str, tuple[Any, ...]]:
    audit = on_spark.audit(frame, PriceSheet.embedded(), by=["endpoint"], scale=SCALE)
    return {row[0]: tuple(row)[1:] for row in audit.collect()}


def test_an_audit_is_that_of_one_process(frame: Any, table: pa.Table) -> None:
    assert collected(frame) == by_endpoint(table)


@pytest.mark.parametrize("has_functions", [True, False], ids=["arrow_udf", "mapInArrow"])
def test_prices_are_those_of_one_process(
    frame: Any, table: pa.Table, has_functions: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_functions:
        # As before Spark 4.1.
        monkeypatch.setattr(on_spark, "_arrow_udf", None)
    priced = on_spark.with_price(frame, PriceSheet.embedded(), scale=SCALE)
    rows = priced.select("id", "total", "error.code", "error.message").orderBy("id").collect()
    right = pa.table(price_table(PriceSheet.embedded(), table, scale=SCALE)).to_pylist()
    for row, expected in zip(rows, right, strict=True):
        error = expected["error"] or {"code": None, "message": None}
        assert tuple(row) == (expected["id"], expected["total"], error["code"], error["message"])


def test_functions_of_sql(spark: SparkSession, frame: Any, table: pa.Table) -> None:
    frame.createOrReplaceTempView("calls")
    on_spark.register(spark, "price", PriceSheet.embedded(), scale=SCALE)
    usage = "named_struct('endpoint', endpoint, 'options', options, 'quantities.results', `quantities.results`)"
    summed = spark.sql(f"SELECT sum(price({usage})), count(price_error({usage})) FROM calls").collect()
    priced = pa.table(price_table(PriceSheet.embedded(), table, scale=SCALE))
    assert tuple(summed[0]) == (pc.sum(priced.column("total")).as_py(), priced.column("total").null_count)
    one = frame.select(F.sum(on_spark.price(PriceSheet.embedded(), F.expr(usage), scale=SCALE))).collect()
    assert one[0][0] == summed[0][0]


def executors() -> list[psutil.Process]:
    """The executors of this test, which are processes below its own."""
    below = psutil.Process().children(recursive=True)
    running = [process for process in below if process.status() != psutil.STATUS_ZOMBIE]
    return [process for process in running if "CoarseGrainedExecutorBackend" in " ".join(process.cmdline())]


def test_an_executor_that_is_killed_changes_nothing(spark: SparkSession, frame: Any, table: pa.Table) -> None:
    found: list[dict[str, tuple[Any, ...]]] = []
    job = threading.Thread(target=lambda: found.append(collected(frame)))
    tracker = spark.sparkContext.statusTracker()
    job.start()

    def is_in_the_middle() -> bool:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return any(stage is not None and 0 < stage.numCompletedTasks < stage.numTasks for stage in stages)

    while job.is_alive() and not is_in_the_middle():
        time.sleep(0.005)
    assert job.is_alive(), "the job was over before anything could be killed"
    running = executors()
    assert len(running) == 2
    running[0].kill()
    job.join(timeout=240)
    assert found == [by_endpoint(table)]
    assert running[0].pid not in {process.pid for process in executors()}
