"""Les documents PDF : accessibles (PDF/UA-1), paginés, datés, dans l'identité du site.

`produire_pdf` compile un gabarit Typst. Les données entrent en JSON et ne sont jamais du balisage : un nom
qui contient « #import » s'imprime tel quel. Les polices sont celles que `python -m config.npm ci` a posées ;
aucune police du système n'est lue, un document est donc le même sur toutes les machines.
"""

from clauses.fond.socle.pdf.moteur import ErreurPdf, produire_pdf

__all__ = ["ErreurPdf", "produire_pdf"]
