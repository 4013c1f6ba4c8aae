"""Expressions with meaning: a tree checked against the pack's names becomes one function of an `Env`.

Compiled once when a pack is read; worked out many times. Neighbors: `syntax` makes the trees, `scope`
knows the names, `values` computes in three values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial, reduce

from stemtracker.rules import reading, syntax
from stemtracker.rules.reading import answered, latest, number_in, plain_value, truth_of, wide, words_in, years_of
from stemtracker.rules.scope import ANCHORS, BUILT_IN_LISTS, EXPIRY_YEAR, FIELDS, OWN, Env, FactKind, Scope, nearest
from stemtracker.rules.syntax import Binary, Call, Group, Literal, Name, Shift, SyntaxTrouble, Tree, Unary
from stemtracker.rules.values import Tri, Value, all3, any3, arithmetic, compare, not3

Fn = Callable[[Env], Value]
#: What a part is read from where it is an answer about a line.
_ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Expr:
    """A checked expression: its text, what it gives, what it looks at, and how to work it out."""

    text: str
    kind: str
    value: Fn = field(compare=False, repr=False)
    facts: frozenset[str] = frozenset()
    #: Attributes of a line.
    fields: frozenset[str] = frozenset()
    line_facts: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    #: Facts and days compared with something, and with what: the places where an answer changes anything.
    thresholds: tuple[tuple[str, Fn], ...] = field(default=(), compare=False)
    #: Facts used as amounts, where every value makes its own difference.
    amounts: frozenset[str] = frozenset()
    #: Attributes of a line held against words, and against which: whether it is one of them is all that matters.
    held: tuple[tuple[str, Fn], ...] = field(default=(), compare=False)
    #: Attributes of a line of which every value makes its own difference.
    whole: frozenset[str] = frozenset()
    #: Whether it depends on the thing that something is asked for.
    item: bool = False
    #: Days of a line held against other days, and against which: on which side of these is all that matters.
    marks: tuple[tuple[str, Fn], ...] = field(default=(), compare=False)

    def truth(self, env: Env) -> Tri:
        """Its truth; anything that is no truth value is unknown."""
        value = self.value(env)
        return value if isinstance(value, bool) else None

    def day(self, env: Env) -> date | None:
        """Its day, where known."""
        value = self.value(env)
        return value if isinstance(value, date) else None


@dataclass(slots=True)
class _Part:
    kind: str
    fn: Fn
    #: The list whose words may stand opposite, and the words of a choice.
    words: frozenset[str] | None = None
    vocabulary: str = ""
    fact: str = ""
    #: What of a line it is read from.
    field: str = ""
    #: Which day it is.
    anchor: str = ""
    #: Whether it is reckoned from something of a line.
    moved: bool = False


def compile_text(text: str, scope: Scope, *, line: bool, wants: str) -> Expr:
    """The expression in these names; raises `SyntaxTrouble` with words for the author.

    `line` lets it look at the fields of an activity; `wants` is the kind it must give (bool, number, date).
    """
    compiler = _Compiler(scope, line=line)
    part = compiler.part(syntax.parse(text))
    if part.kind == "dated" and wants == "number":
        inner = part.fn
        part = _Part("number", lambda env: number_in(inner(env)))
    if part.kind not in {wants, "any"}:
        raise SyntaxTrouble(f"This gives a {_said(part.kind)}; a {_said(wants)} is needed here.")
    return Expr(
        text,
        wants,
        part.fn,
        **{name: frozenset(found) for name, found in compiler.seen.items()},
        thresholds=tuple(compiler.thresholds),
        held=tuple(compiler.held),
        whole=frozenset(+compiler.uses),
        item=compiler.itemized,
        marks=tuple(compiler.marks),
    )


def bound(expr: Expr, item: str) -> Expr:
    """The expression as it is meant for one thing of several."""
    if not (expr.item or expr.figures):
        return expr

    def within(fn: Fn) -> Fn:
        def value(env: Env) -> Value:
            before, env.item = env.item, item
            try:
                return fn(env)
            finally:
                env.item = before

        return value

    return replace(
        expr,
        text=f"{expr.text} ({item})",
        value=within(expr.value),
        thresholds=tuple((fact, within(fn)) for fact, fn in expr.thresholds),
        held=tuple((field_, within(fn)) for field_, fn in expr.held),
        marks=tuple((field_, within(fn)) for field_, fn in expr.marks),
    )


def _said(kind: str) -> str:
    return {"bool": "yes-or-no", "word": "word", "list": "list of words"}.get(kind, kind)


class _Compiler:
    def __init__(self, scope: Scope, *, line: bool) -> None:
        self.scope, self.line = scope, line
        self.seen: dict[str, set[str]] = {
            name: set() for name in ("facts", "fields", "line_facts", "figures", "anchors", "amounts")
        }
        self.thresholds, self.held, self.marks = (list[tuple[str, Fn]]() for _kind in range(3))
        self.itemized = False
        #: How often an attribute of a line is looked at otherwise than against words.
        self.uses: Counter[str] = Counter()

    def part(self, tree: Tree) -> _Part:
        if isinstance(tree, Literal):
            return self.literal(tree)
        if isinstance(tree, Name):
            return self.name(tree.id)
        if isinstance(tree, Unary):
            return self.unary(tree)
        if isinstance(tree, Shift):
            return self.shift(tree)
        if isinstance(tree, Call):
            return self.call(tree)
        if isinstance(tree, Group):
            raise SyntaxTrouble("A list in brackets may only stand after “in”.")
        if tree.op in {"and", "or"}:
            return self.joined(tree)
        if tree.op == "in":
            return self.membership(tree)
        if tree.op in {"+", "-", "*", "/"}:
            return self.number_of(tree.op, (tree.left, tree.right))
        return self.comparison(tree)

    def literal(self, tree: Literal) -> _Part:
        value = tree.value
        kind = "word" if isinstance(value, str) else "date" if isinstance(value, date) else "number"
        return _Part(kind, lambda _env: value)

    def name(self, id_: str) -> _Part:
        if id_ in {"true", "false"}:
            return _Part("bool", lambda _env: id_ == "true")
        if self.line and id_ in FIELDS:
            field_ = FIELDS[id_]
            self.seen["fields"].add(field_.attribute)
            self.uses[field_.attribute] += 1
            return _Part(field_.kind, field_.read, self.scope.words(field_.words), field_.words, field=field_.attribute)
        if self.line and id_ in self.scope.line_facts:
            return self.line_fact(id_)
        if id_ in self.scope.facts:
            return self.fact(id_)
        if id_ in self.scope.figures:
            named = self.scope.meant.get(id_, id_)
            self.seen["figures"].add(named)
            return _Part("number", lambda env: env.figure(named))
        if id_ in ANCHORS:
            self.seen["anchors"].add(id_)
            return _Part("date", lambda env: env.anchors.get(id_), anchor=id_)
        if id_ == EXPIRY_YEAR:
            self.seen["anchors"].add("expiry")
            return _Part("date", reading.expiry_year)
        if id_ == "item" and self.scope.item is not None:
            self.itemized = True
            return _Part("word", lambda env: env.item or None, self.scope.item.words)
        if id_ in BUILT_IN_LISTS:
            return _Part("list", lambda env: plain_value(env.facts.get("renewed_with")))
        if id_ in FIELDS or id_ in self.scope.line_facts:
            raise SyntaxTrouble(f"“{id_}” belongs to an activity; it can only be used in a match.")
        ask = ' To ask it of an activity, add it under [fact] with of = "line".' if self.line else ""
        raise SyntaxTrouble(f"Nothing is called “{id_}” here.{nearest(id_, self.scope.known())}{ask}")

    def fact(self, id_: str) -> _Part:
        declared = self.scope.facts[id_]
        self.seen["facts"].add(id_)
        vocabulary = "topic" if declared.words and declared.words <= (self.scope.words("topic") or set()) else ""
        if declared.kind == "dated":
            return _Part("dated", lambda env: latest(env.facts.get(id_)), None, "", id_)
        return _Part(declared.kind, lambda env: plain_value(env.facts.get(id_)), declared.words, vocabulary, id_)

    def line_fact(self, id_: str) -> _Part:
        declared = self.scope.line_facts[id_]
        self.seen["line_facts"].add(id_)
        if declared.unasked:
            return _Part("bool", self.taken(id_, declared), field=_ANSWER)
        kind = declared.kind if declared.kind in {"bool", "number", "date"} else "word"
        return _Part(kind, lambda env: answered(kind, env.line.answers.get(id_, "")), declared.words, field=_ANSWER)

    def taken(self, id_: str, declared: FactKind) -> Fn:
        """An answer, or what the question says of lines on which it is not asked; not by way of itself."""
        outside, plain = self.scope, replace(declared, unasked="")
        self.scope = replace(outside, line_facts={**outside.line_facts, id_: plain})
        asked, taken = (self.truth(syntax.parse(text or "false")) for text in (declared.asked, declared.unasked))
        self.scope = outside
        return reading.unless_answered(id_, asked, taken)

    def unary(self, tree: Unary) -> _Part:
        if tree.op == "-":
            return self.number_of("-", (Literal(Fraction(0)), tree.operand))
        inner = self.truth(tree.operand)
        return _Part("bool", lambda env: not3(truth_of(inner(env))))

    def truth(self, tree: Tree) -> Fn:
        part = self.part(tree)
        if part.kind not in {"bool", "any", "dated"}:
            raise SyntaxTrouble(
                f"A {_said(part.kind)} can't stand where yes or no is needed; compare it with something."
            )
        return part.fn

    def joined(self, tree: Binary) -> _Part:
        left, right = self.truth(tree.left), self.truth(tree.right)
        both = all3 if tree.op == "and" else any3
        return _Part("bool", lambda env: both(truth_of(fn(env)) for fn in (left, right)))

    def numbers(self, tree: Tree) -> Fn:
        part = self.part(tree)
        if part.kind == "dated":
            inner = part.fn
            return lambda env: number_in(inner(env))
        if part.kind not in {"number", "any"}:
            raise SyntaxTrouble(f"A {_said(part.kind)} can't be reckoned with; a number is needed.")
        if part.fact:
            self.seen["amounts"].add(part.fact)
        return part.fn

    def number_of(self, op: str, operands: tuple[Tree, ...]) -> _Part:
        fns = [self.numbers(operand) for operand in operands]

        return _Part("number", lambda env: reduce(partial(arithmetic, op), (fn(env) for fn in fns)))

    def shift(self, tree: Shift) -> _Part:
        anchor = self.part(tree.anchor)
        if anchor.kind != "date":
            raise SyntaxTrouble(f"Only a day can be moved by “{tree.count} {tree.unit}”.")
        self.seen["amounts"] |= {anchor.fact} - {""}
        moved = anchor.moved or bool(anchor.field)
        return _Part("date", lambda env: reading.shifted(anchor.fn(env), tree.count, tree.unit), moved=moved)

    def call(self, tree: Call) -> _Part:
        if tree.function in {"min", "max"}:
            return self.number_of(tree.function, tree.arguments)
        if len(tree.arguments) != 1:
            raise SyntaxTrouble(f"“{tree.function}” takes one thing in brackets.")
        inner = self.listing(tree.arguments[0])
        if tree.function == "count":
            return _Part("number", lambda env: None if (v := inner(env)) is None else Fraction(len(v)))  # type: ignore[arg-type]
        self.seen["anchors"].add("filing")
        return _Part("number", lambda env: years_of(inner(env), env.anchors.get("filing")))

    def listing(self, tree: Tree) -> Fn:
        """A list, a dated fact as all its values, or a day."""
        if isinstance(tree, Name) and tree.id in self.scope.facts and self.scope.facts[tree.id].kind == "dated":
            id_ = tree.id
            self.seen["facts"].add(id_)
            return lambda env: env.facts.get(id_)  # type: ignore[return-value]
        part = self.part(tree)
        if part.kind not in {"list", "date"}:
            raise SyntaxTrouble("“count” and “years” take a list, a dated fact or a day.")
        self.seen["amounts"] |= {part.fact} - {""}
        return part.fn

    def membership(self, tree: Binary) -> _Part:
        left = self.part(tree.left)
        if isinstance(tree.right, Group):
            sides = [self.opposite(item, left) for item in tree.right.items]
        else:
            right = self.part(tree.right)
            if right.kind != "list":
                raise SyntaxTrouble("After “in” comes a list: several words in brackets, or a list fact.")
            sides = [right]
        for side in sides:
            self.compared(left, side)
        self.against(left, sides)
        tests = [self.equal(left, side) for side in sides]
        return _Part("bool", lambda env: any3(test(env) for test in tests))

    def comparison(self, tree: Binary) -> _Part:
        left = self.part(tree.left)
        right = self.opposite(tree.right, left)
        self.compared(left, right)
        if tree.op in {"=", "<>"}:
            self.against(left, [right])
            test = self.equal(left, right)
            return _Part("bool", test if tree.op == "=" else lambda env: not3(test(env)))
        if left.kind not in {"number", "date", "dated", "any"} and left.vocabulary != "level":
            raise SyntaxTrouble(f"A {_said(left.kind)} has no order; use = or “in”.")
        self.marked(left, right)
        op = tree.op
        return _Part("bool", lambda env: compare(op, latest(left.fn(env)), latest(right.fn(env))))

    def compared(self, left: _Part, right: _Part) -> None:
        """Notes against what a fact is held; against a field of a line it counts like an amount."""
        for here, there in ((left, right), (right, left)):
            if here.fact and there.field:
                self.seen["amounts"].add(here.fact)
            elif here.fact or here.anchor:
                self.thresholds.append((here.fact or here.anchor, there.fn))

    def against(self, left: _Part, sides: Sequence[_Part]) -> None:
        """Notes the words that a field of a line is held against: no other word of it makes a difference."""
        if left.field in {"", _ANSWER} or any(side.field for side in sides):
            return
        self.uses[left.field] -= 1
        narrower = self.narrower(left)
        fns = [side.fn for side in sides]

        def words(env: Env) -> Value:
            known = [value for fn in fns if (value := latest(fn(env))) is not None]
            named = [wide(words, narrower) for value in known if (words := words_in(value)) is not None]
            return frozenset().union(*named) if len(named) == len(known) else known[0]

        self.held.append((left.field, words))

    def marked(self, left: _Part, right: _Part) -> None:
        """Notes the days that a day of a line is held against."""
        for here, there in ((left, right), (right, left)):
            if here.field in OWN and not there.field and not there.moved:
                self.uses[here.field] -= 1
                self.marks.append((here.field, there.fn))

    def narrower(self, left: _Part) -> Mapping[str, frozenset[str]]:
        """For each topic those that count for it; nothing for words of other lists."""
        return self.scope.vocabulary.narrower if left.vocabulary == "topic" else {}

    def opposite(self, tree: Tree, left: _Part) -> _Part:
        """The right side, where a bare word may be a word of the left side's list."""
        if isinstance(tree, Literal) and isinstance(tree.value, str) and left.kind in {"word", "list", "dated"}:
            return self.word(tree.value, left, quoted=True)
        if isinstance(tree, Name) and left.kind in {"word", "list"}:
            known = tree.id in self.scope.facts or (self.line and tree.id in self.scope.line_facts)
            if known or (tree.id == "item" and self.scope.item is not None):
                return self.name(tree.id)
            return self.word(tree.id, left, quoted=False)
        right = self.part(tree)
        fits = {left.kind, right.kind} <= {"number", "any", "dated"} or left.kind == right.kind
        if not fits and "any" not in {left.kind, right.kind} and "dated" not in {left.kind, right.kind}:
            numbered = left.vocabulary == "level" and right.kind == "number"
            if not numbered:
                raise SyntaxTrouble(f"A {_said(left.kind)} can't be compared with a {_said(right.kind)}.")
        return right

    def word(self, word: str, left: _Part, *, quoted: bool) -> _Part:
        if left.vocabulary == "unit" and word == "time":
            return _Part("word", lambda _env: "minute")
        if left.words is not None and word not in left.words:
            where = (
                f"the {left.vocabulary} list of the vocabulary"
                if left.vocabulary
                else f"the choices of “{left.fact or 'item'}”"
            )
            raise SyntaxTrouble(f"“{word}” is not in {where}.{nearest(word, left.words)}")
        if left.words is None and not quoted and word in ANCHORS:
            raise SyntaxTrouble(f"“{word}” is a day, not a word.")
        return _Part("word", lambda _env: word, None, left.vocabulary)

    def equal(self, left: _Part, right: _Part) -> Callable[[Env], Tri]:
        narrower = self.narrower(left)
        a, b = left.fn, right.fn

        def test(env: Env) -> Tri:
            x, y = latest(a(env)), latest(b(env))
            if x is None or y is None:
                return None
            wanted, there = words_in(y), words_in(x)
            if wanted is not None and there is not None:
                return not wide(wanted, narrower).isdisjoint(there)
            return compare("=", x, y)

        return test
