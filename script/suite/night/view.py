"""What a person sees of a night: how far the targets are, and what was found."""

import threading

from rich.console import Console
from rich.live import Live
from rich.table import Table

from suite.command import make_table
from suite.night.campaign import Campaign
from suite.night.props_phase import PropsPhase
from suite.project import files_in

SECONDS_BETWEEN_LINES = 30


def table_of(campaigns: list[Campaign], running: bool) -> Table:
    last = "" if running else "new kept"
    table = make_table("target", "executions", "per s", "edges", "corpus", "crashes", last)
    for campaign in campaigns:
        progress = campaign.progress
        inputs = len(files_in(campaign.target.seeds)) + len(files_in(campaign.corpus))
        table.add_row(
            campaign.target.name,
            f"{progress.executions:,}",
            f"{progress.rate:,}",
            f"{progress.edge_count:,} / {progress.edge_total:,}",
            f"{inputs:,}",
            f"[red]{campaign.crash_count:,}[/]" if campaign.crash_count else "0",
            progress.state if running else f"{campaign.new_count:,}",
        )
    return table


class Watch:
    """Shows how the campaigns get on: a live table on a terminal, elsewhere a line at times."""

    def __init__(self, console: Console, campaigns: list[Campaign]) -> None:
        self.console, self.campaigns = console, campaigns
        self.over = threading.Event()
        self.live = Live(
            console=console,
            get_renderable=lambda: table_of(campaigns, running=True),
            refresh_per_second=2,
            transient=True,
        )

    def __enter__(self) -> None:
        if self.console.is_terminal:
            self.live.start()
        else:
            threading.Thread(target=self.print_lines, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self.console.is_terminal:
            self.live.stop()

    def print_lines(self) -> None:
        while not self.over.wait(SECONDS_BETWEEN_LINES):
            for campaign in self.campaigns:
                now = campaign.progress
                if now.state not in ("waiting", "done"):
                    print(
                        f"{campaign.target.name} {now.state}: {now.executions:,} executions, "
                        f"{now.rate:,} a second, {now.edge_count} of {now.edge_total} edges, "
                        f"{campaign.crash_count} crashes",
                        flush=True,
                    )


def print_report(console: Console, props: PropsPhase | None, campaigns: list[Campaign]) -> None:
    console.print(table_of(campaigns, running=False))
    if props:
        print(f"\n{props.summary()}")
        for line in props.failures:
            print(line)
