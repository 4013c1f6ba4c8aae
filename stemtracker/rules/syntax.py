"""The text of an expression as a tree, or a clear word on where it stops making sense.

One closed grammar for `when`, `match`, dates and amounts: names, literals, `= <> < <= > >=`, `in`,
`and or not`, `+ - * /`, `n % of x`, `min max count years`, dates as `anchor ± n d|mo|y`.
Neighbors: `expr` gives the tree its meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

FUNCTIONS = ("min", "max", "count", "years")
UNITS = {"d": "d", "day": "d", "days": "d", "mo": "mo", "y": "y", "year": "y", "years": "y"}
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_KEYWORDS = {"and", "or", "not", "in", "of"}
_MAX_LENGTH = 2000
_MAX_DEPTH = 40
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?)|(?P<string>'[^']*')"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<op><>|<=|>=|[=<>+\-*/(),\[\]%]))"
)


class SyntaxTrouble(Exception):  # noqa: N818 - it is turned into a `Problem` by the loader
    """The text is no expression; the message says why and what is expected."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a day or a quoted word."""

    value: Fraction | date | str


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: a field, fact, figure, anchor or a word of a vocabulary."""

    id: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x` or `-x`."""

    op: str
    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary:
    """`x op y`, comparisons and `in` included."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Shift:
    """A day so many days, months or years on (or back, if negative)."""

    anchor: Tree
    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Call:
    """One of the four functions."""

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Several values in brackets, on the right of `in`."""

    items: tuple[Tree, ...]


Tree = Literal | Name | Unary | Binary | Shift | Call | Group


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def parse(text: str) -> Tree:
    """The expression as a tree; raises `SyntaxTrouble`."""
    if len(text) > _MAX_LENGTH:
        raise SyntaxTrouble(f"It is longer than {_MAX_LENGTH} characters; break it into figures or facts.")
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            wrong = text[at:].strip()[0]
            hint = " Write words in single quotes." if wrong == '"' else ""
            raise SyntaxTrouble(f"“{wrong}” has no meaning here.{hint}")
        kind = found.lastgroup or ""
        tokens.append(_Token(kind, found[kind]))
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        if not self.tokens:
            raise SyntaxTrouble("It is empty; write an expression or leave the key out.")
        tree = self.disjunction()
        if self.at < len(self.tokens):
            raise SyntaxTrouble(
                f"“{self.tokens[self.at].text}” was not expected after “{self.tokens[self.at - 1].text}”."
            )
        return tree

    def peek(self, *texts: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind in {"name", "op"} and token.text in texts

    def take(self, *texts: str) -> str:
        if self.peek(*texts):
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def expect(self, text: str) -> None:
        if not self.take(text):
            found = self.tokens[self.at].text if self.at < len(self.tokens) else "the end"
            raise SyntaxTrouble(f"“{text}” is missing before {found}.")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise SyntaxTrouble("It is nested too deeply; break it into figures or facts.")

    def disjunction(self) -> Tree:
        self.deeper()
        tree = self.conjunction()
        while self.take("or"):
            tree = Binary("or", tree, self.conjunction())
        self.depth -= 1
        return tree

    def conjunction(self) -> Tree:
        tree = self.negation()
        while self.take("and"):
            tree = Binary("and", tree, self.negation())
        return tree

    def negation(self) -> Tree:
        if self.take("not"):
            self.deeper()
            tree: Tree = Unary("not", self.negation())
            self.depth -= 1
            return tree
        return self.comparison()

    def comparison(self) -> Tree:
        left = self.sum()
        op = self.take(*_COMPARISONS)
        if op:
            tree: Tree = Binary(op, left, self.sum())
        elif self.take("in"):
            tree = Binary("in", left, self.sum())
        else:
            return left
        if self.peek(*_COMPARISONS):
            raise SyntaxTrouble("Compare two things at a time; join comparisons with “and”.")
        return tree

    def sum(self) -> Tree:
        tree = self.product()
        while op := self.take("+", "-"):
            if count := self.duration():
                tree = Shift(tree, count[0] if op == "+" else -count[0], count[1])
            else:
                tree = Binary(op, tree, self.product())
        return tree

    def duration(self) -> tuple[int, str] | None:
        """`5 y` and its kind, where it stands next."""
        if self.at + 1 >= len(self.tokens):
            return None
        number, unit = self.tokens[self.at], self.tokens[self.at + 1]
        if number.kind != "number" or unit.kind != "name" or unit.text not in UNITS:
            return None
        if "." in number.text or len(number.text) > 5:
            raise SyntaxTrouble(f"“{number.text} {unit.text}” must be a whole number of days, months or years.")
        self.at += 2
        return int(number.text), UNITS[unit.text]

    def product(self) -> Tree:
        tree = self.factor()
        while op := self.take("*", "/"):
            tree = Binary(op, tree, self.factor())
        return tree

    def factor(self) -> Tree:
        if self.take("-"):
            self.deeper()
            tree: Tree = Unary("-", self.factor())
            self.depth -= 1
            return tree
        if self.peek("(", "["):
            return self.bracket()
        if self.at >= len(self.tokens):
            raise SyntaxTrouble(f"Something is missing after “{self.tokens[-1].text}”.")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return self.number(token.text)
        if token.kind == "date":
            return Literal(_day(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.kind == "name" and token.text not in _KEYWORDS:
            return self.call(token.text) if self.peek("(") and token.text in FUNCTIONS else Name(token.text)
        raise SyntaxTrouble(f"“{token.text}” was not expected here; a name or a number is missing.")

    def number(self, text: str) -> Tree:
        if len(text) > 20:
            raise SyntaxTrouble(f"The number {text[:8]}… is too long.")
        value = Fraction(text)
        if self.take("%"):
            self.expect("of")
            return Binary("*", Literal(value / 100), self.factor())
        return Literal(value)

    def bracket(self) -> Tree:
        opening = self.take("(", "[")
        items = [self.disjunction()]
        while self.take(","):
            items.append(self.disjunction())
        self.expect(")" if opening == "(" else "]")
        return items[0] if len(items) == 1 and opening == "(" else Group(tuple(items))

    def call(self, function: str) -> Tree:
        self.expect("(")
        arguments = [self.disjunction()]
        while self.take(","):
            arguments.append(self.disjunction())
        self.expect(")")
        return Call(function, tuple(arguments))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SyntaxTrouble(f"{text} is no day of the calendar.") from None
