"""L'apostrophe de ce qui se lit est typographique ; ce qui se renvoie ou se recopie garde la sienne."""

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from clauses.fond.socle.apostrophes import ApostrophesMiddleware, soigner_page, soigner_texte

LUS = [
    ("<p>l'opération</p>", "<p>l’opération</p>"),
    ("<p>l&#x27;opération d&#39;ici</p>", "<p>l’opération d’ici</p>"),
    ('<abbr title="l\'unité">h</abbr>', '<abbr title="l’unité">h</abbr>'),
    ('<td data-titre="Part d&#x27;insertion">1</td>', '<td data-titre="Part d’insertion">1</td>'),
    (
        "<button aria-label=\"Choisir l'heure\">d'accord</button>",
        '<button aria-label="Choisir l’heure">d’accord</button>',
    ),
    ("l'heure, sans balise", "l’heure, sans balise"),
]
INTACTS = [
    '<input value="d&#x27;Artagnan">',
    "<textarea>d'Artagnan, l&#x27;autre</textarea>",
    "<script>const a = 'l';</script>",
    "<code>make ou QUOI='x'</code>",
    '<a href="?q=l\'heure">voir</a>',
    """<body hx-headers='{"X": "y"}'>""",
    '<option value="l\'heure" selected>',
]


@pytest.mark.parametrize(("ecrit", "montre"), LUS)
def test_ce_qui_se_lit_a_l_apostrophe_de_l_imprime(ecrit: str, montre: str) -> None:
    assert soigner_page(ecrit) == montre


@pytest.mark.parametrize("ecrit", INTACTS)
def test_ce_qui_se_renvoie_ou_se_recopie_reste_tel_quel(ecrit: str) -> None:
    assert soigner_page(f"<p>l'un</p>{ecrit}<p>l'autre</p>") == f"<p>l’un</p>{ecrit}<p>l’autre</p>"


def test_seul_le_html_est_soigne() -> None:
    def passer(reponse: HttpResponse) -> bytes:
        return ApostrophesMiddleware(lambda requete: reponse)(RequestFactory().get("/")).content

    assert passer(HttpResponse("l'heure")) == "l’heure".encode()
    assert passer(JsonResponse({"mot": "l'heure"})) == b'{"mot": "l\'heure"}'
    assert passer(HttpResponse("l'heure", content_type="text/csv")) == b"l'heure"


def test_une_phrase_a_nous_se_soigne_et_une_adresse_reste_intacte() -> None:
    ecrit = "Le lien de l'offre : https://site.test/l'offre?q=d'ici ; l'adresse o'neil@exemple.test, c'est tout !"
    assert soigner_texte(ecrit) == (
        "Le lien de l’offre\u00a0: https://site.test/l'offre?q=d'ici\u202f; l’adresse o'neil@exemple.test, "
        "c’est tout\u202f!"
    )
    assert soigner_texte(soigner_texte(ecrit)) == soigner_texte(ecrit)
