"""Les particularités de ses écrans."""

from clauses.fond.socle.tests.specimens import Specimens

SPECIMENS = Specimens(
    sans_page={"operation_pdf", "operation_xlsx"},
    morceaux={("pourquoi", "chiffre"): ("engagement", "exigible", "attendu")},
)
