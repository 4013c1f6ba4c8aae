"""Deadlines as a calendar file (iCalendar, RFC 5545), for any calendar program. Neighbors: `services.deadlines`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from stemtracker.exchange.files import written

#: So long before the day the calendar reminds.
_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day. A calendar that has the `uid` already changes that entry."""

    uid: str
    on: date
    title: str
    text: str


def write(path: Path, entries: Iterable[Entry], made: datetime) -> None:
    """Write the file; the old one stays until the new one is whole. `made` tells newer entries from older ones."""
    content = _content(entries, made)
    with written(path) as file:
        file.write(content)


def _content(entries: Iterable[Entry], made: datetime) -> bytes:
    # Brings time zones along, which no start of the program should wait for.
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//STEM Tracker//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "STEM Tracker")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", made)
        event.add("last-modified", made)
        event.add("dtstart", entry.on)
        if entry.on < date.max:
            event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", -_AHEAD)
        event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
