"""`make ou` : du chemin d'une page à son code, d'une question en mots à la ligne qui y répond."""

import ast
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import env
from config.ou import adresses as orientation
from config.ou.index import repondre
from config.ou.memoire import Lieu, relire

VUE = """
from clauses.lots import services
from clauses.lots.services import valider as approuver
from clauses.lots.models import Lot

GABARIT = "lots/fiche.html"

def fiche(requete, pk):
    return rendre(requete, GABARIT)

def rendre(requete, gabarit):
    services.noter(Lot, par=requete.acteur)
    approuver(par=requete.acteur)
    return gabarit

def autre(requete):
    services.rejeter()
    return "lots/autre.html"
"""


def test_on_suit_la_vue_de_proche_en_proche_et_pas_sa_voisine() -> None:
    module = ast.parse(VUE)
    noeuds = orientation.atteints(module, "fiche")
    assert orientation.services_appeles(module, noeuds) == {
        "clauses.lots.services.noter",
        "clauses.lots.services.valider",
    }
    assert orientation.gabarits_nommes(noeuds) == {"lots/fiche.html"}
    assert orientation.gabarits_nommes(orientation.atteints(module, "autre")) == {"lots/autre.html"}


def test_chaque_adresse_du_site_s_oriente() -> None:
    toutes = list(orientation.adresses())
    assert len(toutes) > 10
    for adresse in toutes:
        lieu = orientation.orienter(adresse)
        assert lieu.vue.split(":")[0].endswith(".py")
        assert lieu.droit


def test_la_commande_dit_vue_droit_gabarit_et_tests() -> None:
    sortie = io.StringIO()
    call_command("ou", "/participants/", stdout=sortie)
    texte = sortie.getvalue()
    assert "clauses/suivi/participants/views" in texte
    assert "participant.voir, lecture seule" in texte
    assert "socle/liste.html" in texte
    assert "test_ecran_participant.py" in texte


def test_le_gabarit_d_un_geste_du_socle_se_dit_aussi() -> None:
    par_nom = {adresse.nom: adresse for adresse in orientation.adresses()}
    assert "socle/saisie.html" in orientation.orienter(par_nom["marches:operation_creer"]).gabarits
    assert "socle/confirmation.html" in orientation.orienter(par_nom["marches:operation_annuler"]).gabarits


def test_un_debut_d_adresse_les_dit_toutes_et_une_inconnue_est_refusee() -> None:
    sortie = io.StringIO()
    call_command("ou", "/participants/…", stdout=sortie)
    assert sortie.getvalue().count("droit ") > 3
    with pytest.raises(CommandError, match="Aucune adresse"):
        call_command("ou", "/nulle/part/")


# Ce que l'on demande en arrivant, et où c'est écrit : parmi les trois premières réponses.
QUESTIONS = (
    ("Où est la règle des heures dues quand un marché est résilié ?", "regles/engagement.py"),
    ("Où est la règle qui dit si une personne est éligible ?", "regles/eligibilite.py"),
    ("La règle du calibrage", "regles/calibrage/"),
    ("L'écran de saisie d'un mois par l'entreprise", "clauses/suivi/declarations/views/mois.py"),
    ("L'écran du bilan en PDF", "clauses/pilotage/bilans/views.py"),
    ("Le droit de valider des heures", "clauses/suivi/declarations/identite.py"),
    ("Le droit de modifier une clause", "clauses/suivi/marches/identite.py"),
    ("Le test d'un lot que l'on annule", "clauses/suivi/marches/tests/"),
    ("Le texte de la lettre de demande d'offre", "clauses/avant/sourcing/lettre.py"),
    ("Le texte de l'article du CCAP sur les pénalités", "clauses/avant/redaction/modeles/ccap.yaml"),
    ("Le travail périodique qui ouvre les mois", "clauses/suivi/declarations/identite.py"),
    ("À qui de jouer sur les pièces ?", "docs/carte.md"),
    ("Que veut dire « exigible » ?", "docs/glossaire.md"),
    ("la règle du PACT propreté", "docs/carte.md"),
    ("l'écran où l'entreprise déclare ses heures", "docs/carte.md"),
    ("le test de l'import DECP", "clauses/suivi/marches/tests/"),
)
ABSENTS = (
    "la relance périodique des déclarations en retard",
    "la lettre de mise en demeure",
    "le texte de la lettre de mise en demeure",
    "xylophone",
)


@pytest.mark.parametrize(("question", "attendu"), QUESTIONS)
def test_une_question_en_mots_trouve_son_fichier(question: str, attendu: str) -> None:
    trouves = repondre(question, 3)
    assert [lieu.ou for lieu in trouves if lieu.ou.startswith(attendu)], trouves


def test_chaque_reponse_mene_a_une_ligne_qui_existe() -> None:
    for question, _ in QUESTIONS:
        for lieu in repondre(question):
            fichier, _, ligne = lieu.ou.partition(":")
            assert 1 <= int(ligne) <= len((env.RACINE / fichier).read_text(encoding="utf-8").splitlines()), lieu


def test_la_commande_repond_en_mots_et_dit_quand_elle_ne_sait_pas() -> None:
    sortie = io.StringIO()
    call_command("ou", "le droit de valider des heures", stdout=sortie)
    assert "ligneheures.valider" in sortie.getvalue()
    for absent in ABSENTS:
        with pytest.raises(CommandError, match="Rien de tel"):
            call_command("ou", absent)


def test_un_fichier_change_se_relit_et_un_autre_non(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(env.VAR.nom, str(tmp_path / "var"))
    fichier, lus = tmp_path / "un.txt", []

    def lecture(chemin: Path, ou: str) -> Iterator[Lieu]:
        lus.append(ou)
        yield Lieu("mot", chemin.read_text(encoding="utf-8"), f"{ou}:1")

    for texte in ("avant", "avant", "après"):
        if not fichier.exists() or fichier.read_text(encoding="utf-8") != texte:
            fichier.write_text(texte, encoding="utf-8")
            os.utime(fichier, ns=(len(texte), hash(texte) % 10**9))
        assert [lieu.quoi for lieu in relire([(fichier, lecture)], tmp_path)] == [texte]
    assert lus == ["un.txt", "un.txt"]
