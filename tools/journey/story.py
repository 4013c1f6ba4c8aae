"""The story: Ada starts the program for the first time, and leaves with a transcript; every step is asserted."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.journey.screen import PATIENCE, Lost, Screen

NAME = "Ada Newcomb"
PACK = "Texas standard certificate: classroom teacher"
RECORD = f"{NAME}.stemtracker"
#: Date, title, hours, who gave it. Nine whole days and one evening inside the cycle make 57.5 hours.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("8/14/2024", "Inquiry in the physics lab", "6", "Region 4 Service Center"),
    ("8/15/2024", "Lab safety for secondary schools", "6", "Region 4 Service Center"),
    ("1/18/2025", "Robotics across the curriculum", "6", "State University"),
    ("6/10/2025", "Summer institute: energy and climate", "6", "State University"),
    ("6/11/2025", "Summer institute: data literacy", "6", "State University"),
    ("6/12/2025", "Summer institute: engineering design", "6", "State University"),
    ("10/4/2025", "Equity in mathematics classrooms", "6", "Region 4 Service Center"),
    ("2/21/2026", "Conference of science teachers", "6", "Science Teachers Association"),
    ("6/9/2026", "Coding for every subject", "6", "Region 4 Service Center"),
    ("9/17/2026", "Study group: statistics", "3.5", "Science Teachers Association"),
)
TWICE = ROWS[3]
UNREADABLE = ("last spring", "Something with microscopes", "2", "Science Museum")
HOURS = "57.5"
NETWORK = "Valley STEM Teacher Leaders"
MEETING = "energy night"
#: The meeting took two hours more.
WITH_MEETING = "59.5"
TALK = "Small motors, large questions"


@dataclass
class Story:
    """The program on its screen, and where its files lie."""

    on: Screen
    home: Path

    @property
    def sheet(self) -> Path:
        """The old spreadsheet that Ada brings."""
        return self.home / "my-hours.csv"

    @property
    def record(self) -> Path:
        """The record that the program makes."""
        return self.home / "Documents" / RECORD

    @property
    def paper(self) -> Path:
        """The transcript that she saves."""
        return self.home / "transcript.pdf"

    @property
    def portfolio_file(self) -> Path:
        """The leadership portfolio that she saves."""
        return self.home / "portfolio.pdf"

    @property
    def packet_file(self) -> Path:
        """The renewal packet that she saves."""
        return self.home / "packet.pdf"

    def tell(self) -> None:
        """Everything, in order."""
        write_sheet(self.sheet)
        self.first_start()
        self.who()
        self.license()
        self.facts()
        self.bring_spreadsheet()
        self.place()
        self.import_rows()
        self.verdict()
        self.renewal()
        self.network()
        self.meeting()
        self.talk()
        self.transcript()
        self.portfolio()
        self.packet()

    def first_start(self) -> None:
        """Three doors; the first has the focus."""
        self.on.until("Your professional development")
        self.on.until("Explore the sample record")
        self.on.go_to("Begin")
        self.on.picture("first start")
        self.on.key("space")

    def who(self) -> None:
        """The wizard refuses an empty name, then takes one."""
        self.on.until("Who are you?")
        self.on.key("Return")
        self.on.until("Type your name")
        self.on.picture("a name is needed")
        self.on.fill("Your name", NAME)
        self.on.key("Tab")
        self.on.type("Physics teacher")
        self.on.picture("who")
        self.on.key("Return")

    def license(self) -> None:
        """Texas, and the date printed on the certificate."""
        self.on.until("Which license do you want to keep track of?")
        self.on.choose("Who issued it", "Texas")
        self.on.choose("License:", PACK)
        self.on.go_to("Expires on", role="text")
        self.on.key("ctrl+a")
        self.on.type("6/30/2027")
        self.on.key("Tab")
        self.on.until("Your renewal period")
        self.on.picture("license")
        self.on.go_to("Continue")
        self.on.key("space")

    def facts(self) -> None:
        """Only what the pack asks; all may be answered later."""
        time.sleep(0.5)
        if self.on.find("Do you have a list of your hours already?"):
            return
        self.on.choose("Do you teach any student with dyslexia?", "No")
        self.on.choose("Are you renewing an administrator", "No")
        self.on.picture("what the rules ask")
        self.on.go_to("Continue")
        self.on.key("space")

    def bring_spreadsheet(self) -> None:
        """An old spreadsheet, chosen by its name."""
        self.on.until("Do you have a list of your hours already?")
        self.on.go_to("No, I")
        self.on.key("Down")
        self.on.go_to("Choose a file")
        self.on.key("space")
        self.on.until("Choose your spreadsheet")
        self._file_name(self.sheet)
        self.on.until(self.sheet.name)
        self.on.picture("spreadsheet chosen")
        self.on.go_to("Continue")
        self.on.key("space")

    def place(self) -> None:
        """Where the record will lie; then it is made."""
        self.on.until("Where your record will lie")
        self.on.until(RECORD)
        self.on.picture("place")
        self.on.go_to("Create my record")
        self.on.key("space")

    def import_rows(self) -> None:
        """Columns guessed, each row judged, the good ones taken, the others shown with the reason."""
        self.on.until("What the columns are")
        self.on.picture("columns")
        self.on.choose("Kind where the file has none", "Workshop or training")
        self.on.go_to("See the rows")
        self.on.key("space")
        self.on.until("What becomes of each row")
        self.on.picture("rows judged")
        self.on.go_to(f"Import {len(ROWS)} activities")
        self.on.key("space")
        self.on.until("Imported")
        self.on.picture("import report")
        self.on.go_to("Done")
        self.on.key("space")

    def verdict(self) -> None:
        """Home says how many of the hours count."""
        self.on.key("ctrl+1")
        self.on.until(f"{HOURS} of 150")
        self.on.picture("home with the verdict")

    def renewal(self) -> None:
        """The need tree says the same, with the reasons."""
        self.on.key("ctrl+3")
        self.on.until("150")
        self.on.picture("renewal")

    def network(self) -> None:
        """A network she belongs to, from an empty page."""
        self.on.key("ctrl+4")
        self.on.until("Add a network")
        self.on.picture("no network yet")
        self.on.go_to("Add a network")
        self.on.key("space")
        self.on.until("New membership")
        self.on.go_to("Network", role="text")
        self.on.key("ctrl+a")
        self.on.type(NETWORK)
        self.on.pick("Kind", "Teacher leader network")
        self.on.choose("Level", "District")
        self.on.key("ctrl+s")
        self.on.until("What it brought")
        self.on.picture("network")

    def meeting(self) -> None:
        """One typed line becomes a meeting of the network, confirmed in its form; its hours count."""
        self.on.key("ctrl+k")
        self.on.until("Add or find")
        self.on.type(f"2h network meeting {NETWORK} {MEETING} yesterday #stem")
        self.on.until("Network: ")
        self.on.picture("one line")
        self.on.key("Return")
        self.on.until(MEETING, role="text")
        self.on.go_to("Show all fields")
        self.on.key("space")
        self.on.choose("Approved", "Yes")
        self.on.picture("meeting")
        self.on.key("ctrl+s")
        self.on.key("ctrl+1")
        self.on.until(f"{WITH_MEETING} of 150")
        self.on.key("ctrl+4")
        self.on.until("2 CPE hours toward")
        self.on.picture("what the network brought")

    def talk(self) -> None:
        """A talk that the network led to."""
        self.on.key("ctrl+5")
        self.on.until("Your career as a line")
        self.on.go_to("Career", role="page tab")
        self.on.key("Right")
        self.on.until("Add a role")
        self.on.key("Right")
        self.on.until("Add a contribution")
        self.on.picture("no contribution yet")
        self.on.go_to("Add a contribution")
        self.on.key("space")
        self.on.until("New contribution")
        self.on.fill("What it is called", TALK)
        self.on.pick("Kind", "Talk or presentation")
        self.on.fill("Teachers reached", "40")
        self.on.key("ctrl+s")
        self.on.until("40", role="text")
        self.on.picture("talk")

    def portfolio(self) -> None:
        """The portfolio through the first lens, saved."""
        self.on.choose("Paper", "Leadership portfolio")
        self.on.until("What is still missing")
        time.sleep(2)
        self.on.picture("portfolio")
        self._save_paper(self.portfolio_file)

    def packet(self) -> None:
        """The packet of her one license, saved."""
        self.on.choose("Paper", "Renewal packet")
        time.sleep(3)
        self.on.picture("packet")
        self._save_paper(self.packet_file)

    def _save_paper(self, path: Path) -> None:
        self.on.go_to("Save")
        self.on.key("space")
        self.on.until("Save", role="dialog")
        self._file_name(path)
        self._file_is_there(path)

    def transcript(self) -> None:
        """The paper, saved under a name of her own."""
        self.on.key("ctrl+6")
        self.on.until("Transcript")
        time.sleep(2)
        self.on.picture("documents")
        self._save_paper(self.paper)
        self.on.picture("transcript saved")

    def leave(self) -> None:
        """Quit by key."""
        self.on.key("ctrl+q")

    def _file_name(self, path: Path) -> None:
        """Type a path into Qt's own file dialog."""
        self.on.key("ctrl+a")
        self.on.type(str(path))
        self.on.key("Return")

    def _file_is_there(self, path: Path) -> None:
        end = time.monotonic() + PATIENCE
        while not (path.exists() and path.read_bytes().rstrip().endswith(b"%%EOF")):
            if time.monotonic() > end:
                raise self.on.lost(f"{path.name} was not written")
            time.sleep(0.1)


def write_sheet(path: Path) -> None:
    """A spreadsheet as people keep them: own headings, US dates, one row twice, one that nobody can read."""
    rows: Sequence[tuple[str, ...]] = (*ROWS, TWICE, UNREADABLE)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Date", "Workshop", "Hours", "Presented by", "Provider number"))
        writer.writerows((*row, "500123") for row in rows)


def check_files(story: Story) -> str:
    """What lies on the disk afterwards: a record that opens again, a paper with the name and every line."""
    from stemtracker.services import activities, renewal, workspace

    ws = workspace.open_record(story.record, read_only=True)
    try:
        titles = {one.title for one in activities.all_activities(ws)}
        counted = renewal.standings(ws)[0].assessment.headline.counted
    finally:
        workspace.close(ws)
    text, pages = _text_of(story.paper)
    for _, title, _, _ in ROWS:
        if title not in titles:
            message = f"“{title}” is not in the record"
            raise Lost(message)
    asked = (NAME, WITH_MEETING, MEETING, *(row[1] for row in ROWS))
    told = {"transcript": (text, asked)}
    told["portfolio"] = (_text_of(story.portfolio_file)[0], (NAME, NETWORK, TALK, "40 teachers"))
    told["packet"] = (_text_of(story.packet_file)[0], (NAME, "Attestation", "Computation beside the rule", *asked))
    for paper, (said, words) in told.items():
        missing = [word for word in words if word not in said]
        if missing:
            message = f"not on the {paper}: {missing}"
            raise Lost(message)
    return f"{len(titles)} activities in the record, {float(counted):g} hours count, {pages} pages of transcript"


def _text_of(path: Path) -> tuple[str, int]:
    """What a paper says, and its pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        said = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
        return said, len(document)
    finally:
        document.close()
