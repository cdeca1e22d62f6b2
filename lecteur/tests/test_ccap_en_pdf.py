"""Un CCAP de l'État en PDF (en-têtes, folios, césures, deux colonnes) : le seuil et la formule s'y lisent."""

import pytest

from lecteur.documents import lire
from lecteur.extraction import extraire
from lecteur.mesure import trouves
from lecteur.tests.pieces import en_pdf

PAGE = """
#set page(paper: "a4", margin: (x: 2.2cm, y: 2.5cm),
  header: [Ministère des Essais — CCAP n° 2026-0412 — 12 500 heures de service], number-align: center,
  footer: context [Accord-cadre de travaux #h(1fr) Page #counter(page).display() sur #counter(page).final().first()])
#set par(justify: true)
#set text(hyphenate: true, size: 11pt)
"""
AVANT = (
    "= Article 19 — Pénalités\nLe titulaire encourt une pénalité de 150 € par heure de retard. "
    + "Le délai court. " * 90
)
ARTICLE = """
= Article 20 — Développement durable
== 20.1 Clause d'insertion sociale
Le titulaire s'engage à réaliser une action d'insertion permettant l'accès ou le retour à l'emploi de personnes
rencontrant des difficultés sociales et professionnelles, à raison de {heures} par tranche de {tranche} HT de
prestations facturées, à partir de {seuil} HT de facturation cumulée depuis la notification de l'accord-cadre.
"""
APRES = """
== 20.2 Suivi
Le titulaire transmet au facilitateur, avant le 10 de chaque mois, les heures réalisées le mois précédent. La réunion de
lancement dure 2 heures.
= Article 21 — Garantie
La garantie est de 24 mois à compter de la réception.
"""
DEUX_COLONNES = """
#table(columns: (1fr, 1fr), stroke: none,
  [Assiette], [prestations facturées hors taxes, cumulées depuis la notification de l'accord-cadre],
  [Seuil de déclenchement], [{seuil} HT],
  [Heures d'insertion], [{heures} par tranche de {tranche} HT facturés])
"""
TERMES = [
    ("1 heure", "2 000 €", "2 700 000 €", "facturation 1/2000 seuil 2700000"),
    ("7 heures", "10 000 euros", "1 350 000 euros", "facturation 7/10000 seuil 1350000"),
    ("2,5 heures", "5 000 €", "90 000 €", "facturation 2.5/5000 seuil 90000"),
]


@pytest.mark.parametrize(("heures", "tranche", "seuil", "formule"), TERMES, ids=[t[-1] for t in TERMES])
@pytest.mark.parametrize("largeur", ["16.6cm", "9cm", "5.5cm"])
def test_le_seuil_d_un_ccap_en_pdf_se_lit(heures: str, tranche: str, seuil: str, formule: str, largeur: str) -> None:
    article = ARTICLE.format(heures=heures, tranche=tranche, seuil=seuil)
    lecture = extraire(lire(en_pdf(f"{PAGE}{AVANT}\n#block(width: {largeur})[{article}{APRES}]"), "ccap.pdf"))
    assert (trouves(lecture)["formules"], trouves(lecture)["heures"]) == ({formule}, set())


@pytest.mark.parametrize(("heures", "tranche", "seuil", "formule"), TERMES, ids=[t[-1] for t in TERMES])
def test_le_seuil_d_un_tableau_en_deux_colonnes_se_lit(heures: str, tranche: str, seuil: str, formule: str) -> None:
    titre = "= Article 20 — Clause d'insertion sociale\nLes termes de la clause d'insertion sont les suivants :\n"
    tableau = DEUX_COLONNES.format(heures=heures, tranche=tranche, seuil=seuil)
    lecture = extraire(lire(en_pdf(f"{PAGE}{AVANT}\n{titre}{tableau}{APRES}"), "ccap.pdf"))
    assert (trouves(lecture)["formules"], trouves(lecture)["heures"]) == ({formule}, set())


def test_un_article_a_cheval_sur_deux_pages_garde_son_seuil() -> None:
    article = ARTICLE.format(heures="1 heure", tranche="2 000 €", seuil="2 700 000 €")
    for hauteur in ("11cm", "12cm", "13cm", "14cm"):
        page = PAGE.replace('paper: "a4"', f"width: 21cm, height: {hauteur}")
        lecture = extraire(lire(en_pdf(f"{page}{'Le délai court. ' * 40}\n{article}{APRES}"), "ccap.pdf"))
        assert trouves(lecture)["formules"] == {"facturation 1/2000 seuil 2700000"}, hauteur


def test_un_volume_par_lot_en_pdf_se_lit() -> None:
    source = (
        f"{PAGE}= Article 20 — Clause d'insertion sociale\n#table(columns: (1fr, 4fr, 2fr), [Lot], [Intitulé], "
        "[Heures d'insertion], [1], [Gros œuvre], [1 250], [2], [Couverture et étanchéité des toitures], [315])"
        f"{APRES}"
    )
    assert trouves(extraire(lire(en_pdf(source), "ccap.pdf")))["heures"] == {"1250 lot 1", "315 lot 2"}
