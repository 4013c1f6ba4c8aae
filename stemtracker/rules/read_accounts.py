"""Reads accounts and what belongs to them: earn, limit, threshold, refuse, same, carry.

Neighbors: `reader` notes the mistakes, `load` hands over the tables that stand at the top of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from stemtracker.rules.figures import Figure, Word, constant
from stemtracker.rules.pack import Account, Bound, Carry, Earn, Limit, Rate, Refuse, Same, Table, Threshold
from stemtracker.rules.read_figures import figure_of, read_figure
from stemtracker.rules.reader import Reader, exact, shown
from stemtracker.rules.scope import FIELDS, nearest

MINUTES = {"min": 1, "minute": 1, "minutes": 1, "h": 60, "hour": 60, "hours": 60}
_RATE = re.compile(r"(.+?)\s+(?:each|per\s+(?:(\d[\d./]*)\s+)?([a-z_]+))")
_LENGTH = re.compile(r"(\d[\d./]*)\s*([a-z_]+)?")
_LINES = re.compile(r"(\d+)\s+lines?")
_ROUND = re.compile(r"(down|up|nearest)(?: to (\d[\d./]*))?")


def rows(raw: object, reader: Reader, key: str) -> Iterator[tuple[object, str]]:
    """Each table of a list (or of tables by id) with its place."""
    if isinstance(raw, dict):
        for id_, row in raw.items():
            for text in row if isinstance(row, list) else [row]:
                yield text, f"{reader.at(key)}.{id_}"
    elif isinstance(raw, list):
        for index, row in enumerate(raw):
            named = row.get("id") if isinstance(row, dict) else None
            yield row, f"{reader.at(key)}.{named if isinstance(named, str) else index + 1}"
    elif raw is not None:
        reader.fault(key, f"Write a list of tables, not {shown(raw)}.")


def read_account(reader: Reader) -> Account | None:
    """One account with all that is written inside it."""
    common = reader.common()
    unit = reader.text("unit", needed=True)
    window = reader.text("window", needed=True)
    counts_from = reader.one_of("counts_from", ("attended", "claimed", "posted"), "attended")
    otherwise = reader.one_of("otherwise", ("none", "unknown"), "none", needed=True)
    again = reader.one_of("again", ("no", "unknown"), "no")
    inside: dict[str, list[Table]] = {}
    for key, read in INSIDE.items():
        raw = reader.get(key)
        found = (read(Reader(row, path, reader.sink, reader.scope)) for row, path in rows(raw, reader, key))
        inside[key] = [table for table in found if table]
    reader.done()
    return Account(
        **common.fields(),
        unit=unit,
        unit_fact=unit in reader.scope.facts,
        window=window,
        counts_from=counts_from,
        otherwise=otherwise,
        again=again,
        earn=tuple(t for t in inside["earn"] if isinstance(t, Earn)),
        limits=tuple(t for t in inside["limit"] if isinstance(t, Limit)),
        thresholds=tuple(t for t in inside["threshold"] if isinstance(t, Threshold)),
        refuse=tuple(t for t in inside["refuse"] if isinstance(t, Refuse)),
        same=tuple(t for t in inside["same"] if isinstance(t, Same)),
        carry=tuple(t for t in inside["carry"] if isinstance(t, Carry)),
    )


def read_earn(reader: Reader) -> Earn | None:
    """A way to earn."""
    common = reader.common()
    match = reader.expr("match", line=True)
    give, choice = _rates(reader, "give", needed=True)
    at_least, unit = _length(reader, "at_least")
    step, _ = _length(reader, "step")
    split: dict[str, Fraction] = {}
    raw = reader.get("split")
    for topic, part in raw.items() if isinstance(raw, dict) else ():
        number = exact(part)
        if number is None or number <= 0:
            reader.fault("split", f"The part of “{topic}” must be an exact number above zero.")
        elif topic not in (reader.scope.words("topic") or ()):
            words = reader.scope.words("topic") or frozenset()
            reader.fault("split", f"“{topic}” is no topic of the vocabulary.{nearest(topic, words)}")
        else:
            split[topic] = number
    if raw is not None and not isinstance(raw, dict):
        reader.fault("split", "Write topics with their parts: { content = 90, pedagogy = 30 }.")
    first, then = _bounds(reader), _rates(reader, "then")[0]
    if reader.raw.get("then") == "unknown":  # no rate at all means that nothing more is earned
        then = (Rate(Word("unknown")),)
    rounding = read_rounding(reader)
    reader.done()
    return Earn(
        **common.fields(),
        match=match,
        give=give,
        give_text=_rate_text(reader.raw.get("give", "")),
        give_is_choice=choice,
        at_least=at_least,
        at_least_text=unit,
        step=step,
        first=first,
        then=then,
        split=split,
        rounding=rounding,
    )


def _rate_text(value: object) -> str:
    """A rate as it is written; of several, each."""
    several = next(iter(value.values()), None) if isinstance(value, dict) else None
    return " or ".join(shown(one) for one in several) if isinstance(several, list) else shown(value)


def _rates(reader: Reader, key: str, *, needed: bool = False) -> tuple[tuple[Rate, ...], bool]:
    """The rates of a key and whether they are readings; none stands for unknown."""
    value = reader.get(key, needed=needed)
    if value is None or value == "unknown":
        return (), False
    if isinstance(value, dict) and set(value) in ({"between"}, {"one_of"}):
        name = next(iter(value))
        inner = value[name]
        listed = [r for text in (inner if isinstance(inner, list) else []) if (r := _rate(reader, key, text))]
        if len(listed) < 2 or (name == "between" and len(listed) != 2):
            reader.fault(key, f'Write the rates in a list: {{ {name} = ["1 per 60 min", "2 per 60 min"] }}.')
        return tuple(listed), name == "one_of"
    rate = _rate(reader, key, value)
    return ((rate,) if rate else ()), False


def _rate(reader: Reader, key: str, value: object) -> Rate | None:
    found = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        reader.fault(key, f"{shown(value)} is no rate; write “1 per 60 min”, “15 per credit”, “30 each” or “unknown”.")
        return None
    amount = figure_of(reader, found[1], key)
    if amount is None:
        return None
    if not found[3]:
        return Rate(amount, each=True)
    per = exact(found[2]) if found[2] else Fraction(1)
    if per is None or per <= 0:
        reader.fault(key, f"In {shown(value)}: the rate must be per more than zero.")
        return None
    if found[3] in MINUTES:
        return Rate(amount, per * MINUTES[found[3]], "min")
    return Rate(amount, per, found[3])


def _length(reader: Reader, key: str) -> tuple[Fraction | None, str]:
    """`"10 h"` as minutes, or a number in the line's unit."""
    value = reader.get(key)
    if value is None:
        return None, ""
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    number = exact(found[1]) if found else exact(value)
    if number is None or number <= 0:
        reader.fault(key, f"{shown(value)} is no length; write “10 h”, “15 min” or a number in the line's unit.")
        return None, ""
    word = (found[2] or "") if found else ""
    return (number * MINUTES[word], "min") if word in MINUTES else (number, word)


def _bounds(reader: Reader) -> tuple[Bound, ...]:
    value = reader.get("first")
    if value is None:
        return ()
    texts = value.get("one_of", []) if isinstance(value, dict) else [value]
    found: list[Bound] = []
    for text in texts if isinstance(texts, list) else []:
        parts = _LENGTH.fullmatch(text.strip()) if isinstance(text, str) else None
        number = exact(parts[1]) if parts else None
        if parts is None or number is None:
            break
        given = parts[2] == "given"
        found.append(Bound(number * (1 if given else MINUTES.get(parts[2] or "", 1)), given, shown(text)))
    else:
        if found:
            return tuple(found)
    reader.fault("first", f"{shown(value)} bounds nothing; write “8 h” (attended) or “16 given” (credited).")
    return ()


def read_rounding(reader: Reader) -> tuple[str, Fraction] | None:
    """`"down to 1/2"`."""
    text = reader.text("round")
    if not text:
        return None
    found = _ROUND.fullmatch(text)
    to = exact(found[2] or "1") if found else None
    if not found or not to:
        reader.fault("round", f"“{shown(text)}” is no rounding; write “down to 1/2”, “up to 1” or “nearest to 1/4”.")
        return None
    return found[1], to


def read_limit(reader: Reader) -> Limit | None:
    """No more than so much, or so many lines."""
    common = reader.common()
    match = reader.expr("match", line=True)
    raw = reader.get("at_most", needed=True)
    lines = _LINES.fullmatch(raw.strip()) if isinstance(raw, str) else None
    at_most: Figure | None = None
    if lines:
        at_most = constant(int(lines[1]))
    elif raw is not None:
        at_most = figure_of(reader, raw, "at_most")
    per = reader.per("per")
    if lines and per.kind == "line":
        reader.fault("per", "A limit in lines is not one on each line; write what “per” goes by: a window or a year.")
    also = reader.one_of("also", ("count",))
    reader.names("of")
    reader.done()
    if at_most is None:
        return None
    return Limit(
        **common.fields(),
        match=match,
        at_most=at_most,
        at_most_text=shown(raw),
        lines=lines is not None,
        per=per,
        also_count=also == "count",
    )


def read_threshold(reader: Reader) -> Threshold | None:
    """Nothing counts in a topic below so much."""
    common = reader.common()
    match = reader.expr("match", line=True)
    reader.one_of("by", ("topic",), needed=True)
    at_least = read_figure(reader, "at_least", needed=True)
    scope = reader.one_of("scope", ("topic", "total too", "unknown"), "topic")
    reader.names("of")
    reader.done()
    return Threshold(**common.fields(), match=match, at_least=at_least, scope=scope) if at_least else None


def read_refuse(reader: Reader) -> Refuse | None:
    """What does not count; the reason is shown to the holder."""
    common = reader.common()
    match = reader.expr("match", line=True, needed=True)
    reader.text("reason", needed=True)
    doubt = reader.text("doubt")
    needs = reader.names("need")
    reader.names("of")
    reader.done()
    return Refuse(**common.fields(), match=match, doubt=doubt, needs=needs) if match else None


def read_same(reader: Reader) -> Same | None:
    """Lines that are one thing recorded several times."""
    common = reader.common()
    keys = reader.names("key", needed=True)
    for key in keys:
        if key not in FIELDS and key not in reader.scope.line_facts:
            known = {*FIELDS, *reader.scope.line_facts}
            reader.fault("key", f"“{key}” is no field of an activity.{nearest(key, known)}")
    match = reader.expr("match", line=True)
    policy = reader.one_of("policy", ("once", "best", "add", "unknown"), "once", needed=True)
    per = reader.per("per")
    reader.names("of")
    reader.done()
    return Same(**common.fields(), key=keys, match=match, policy=policy, per=per)


def read_carry(reader: Reader) -> Carry | None:
    """What an earlier cycle leaves for this one."""
    common = reader.common()
    source = reader.text("from_window", "previous")
    at_most = read_figure(reader, "at_most")
    only = reader.expr("only", line=True)
    reader.names("of")
    reader.done()
    return Carry(**common.fields(), from_window=source, at_most=at_most, only=only)


INSIDE: dict[str, Callable[[Reader], Table | None]] = {
    "earn": read_earn,
    "limit": read_limit,
    "threshold": read_threshold,
    "refuse": read_refuse,
    "same": read_same,
    "carry": read_carry,
}
