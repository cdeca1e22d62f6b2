"""L'apostrophe typographique de tout ce qui se lit, posée à la porte de sortie et non dans chaque phrase.

Le code écrit « l'opération » comme le clavier le donne ; ce qui sort dit « l’opération ». Une page : le texte et les
attributs qui se lisent (infobulle, nom pour les lecteurs d'écran) ; ce qu'on a saisi et qu'on renverra (`value`,
`textarea`), les adresses, les données des scripts et ce qui se recopie tel quel (`code`, `pre`) restent intacts. Un
classeur, un CSV, un courriel, un document Word : nos phrases, par `soigner_texte` ; ce que quelqu'un a saisi reste tel
qu'il l'a saisi, pour se retrouver.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from regles.typographie import typographie

_DROITE = re.compile("'|&#x27;|&#39;")
_INTACTS = re.compile(r"<(script|style|textarea|pre|code|kbd|samp)\b.*?</\1>", re.DOTALL)
_ADRESSE_OU_DROITE = re.compile(r"\S*(?:://|@|\bwww\.)\S*|'")
_ATTRIBUT_LU = re.compile(r'\s(?:alt|aria-label|placeholder|title|data-titre)="[^"]*\Z')

Reponse = Callable[[HttpRequest], HttpResponse]


class ApostrophesMiddleware:
    """Soigne les réponses HTML ; les fichiers, le JSON et ce qui s'envoie en flux passent tels quels."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        reponse = self.get_response(requete)
        if not reponse.streaming and reponse.get("Content-Type", "").startswith("text/html"):
            page = reponse.content.decode(reponse.charset)
            reponse.content = soigner_page(page).encode(reponse.charset)
        return reponse


def soigner_texte(texte: str) -> str:
    """Une phrase à nous : espaces insécables et apostrophe typographique, hors des adresses (web, courriel)."""
    return _ADRESSE_OU_DROITE.sub(lambda m: "’" if m[0] == "'" else m[0], typographie(texte))


def soigner_page(page: str) -> str:
    """Le HTML, ses apostrophes lues devenues typographiques. Ne regarde qu'autour de chacune : une page en a cent
    pour cinq mille balises."""
    intacts = [(m.start(), m.end()) for m in _INTACTS.finditer(page)]
    morceaux, fin = [], 0
    for droite in _DROITE.finditer(page):
        debut = droite.start()
        if _se_lit(page, debut) and not any(un <= debut < autre for un, autre in intacts):
            morceaux += [page[fin:debut], "’"]
            fin = droite.end()
    return "".join([*morceaux, page[fin:]])


def _se_lit(page: str, position: int) -> bool:
    """Vrai dans le texte, et dans un attribut qui se lit ; faux ailleurs dans une balise."""
    balise = page.rfind("<", 0, position)
    return page.rfind(">", 0, position) >= balise or bool(_ATTRIBUT_LU.search(page, balise, position))
