"""The filter grammar: a line of terms, all of which a case must fulfil.

    parse("st:tsl li=red !bo<2", vocabulary).filter

`parsing.py` reads the line, `fields.py` knows the names, `terms.py` picks cases.
"""

from domain.views.filter.lexing import Fault
from domain.views.filter.meaning import ME
from domain.views.filter.parsing import Filter, Parsed, parse, quoted
from domain.views.filter.rows import Row
from domain.views.filter.vocabulary import Vocabulary

__all__ = ["ME", "Fault", "Filter", "Parsed", "Row", "Vocabulary", "parse", "quoted"]
