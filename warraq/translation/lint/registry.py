"""Every rule about translations, by its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warraq.translation import structure
from warraq.translation.lint import catalog, characters, consistency, silence, text
from warraq.translation.rules import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *structure.RULES,
            *characters.RULES,
            *text.RULES,
            *consistency.RULES,
            *catalog.RULES,
            *silence.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
"""In the order of their codes."""

BY_CODE = {rule.code: rule for rule in RULES}


def choose_rules(select: Sequence[str], ignore: Sequence[str]) -> Callable[[Rule], bool]:
    """What tells the rules that are wanted: those of `select`, or all, without `ignore`.

    Both are codes or their beginnings: `T301`, `T3`. Raises ValueError for what is neither.
    """
    for start in (*select, *ignore):
        if not any(code.startswith(start) for code in BY_CODE):
            known = "T1, T2, T3, T4, T5 or a whole code such as T301"
            raise ValueError(f"{start} is no rule and no group of rules; write {known}")
    wanted, unwanted = tuple(select), tuple(ignore)

    def wants(rule: Rule) -> bool:
        chosen = rule.code.startswith(wanted) if wanted else True
        return chosen and not rule.code.startswith(unwanted)

    return wants
