"""Une tranche ne nomme pas plus haut qu'elle, même dans une chaîne ; et le contrôle, montré en échec."""

from pathlib import Path

import pytest

from config import env
from tests.coherence.noms import noms_de_plus_haut

MARCHES, SOCLE, COMPTES = "clauses/suivi/marches", "clauses/fond/socle", "clauses/fond/comptes"
FAUTES = (
    (f"{MARCHES}/x.py", "reverse('bilans:operation')"),
    (f"{MARCHES}/x.py", "reverse('participants:liste')"),  # une étrangère
    (f"{MARCHES}/x.py", "Lien('Personnes', '/participants/')"),
    (f"{MARCHES}/x.py", "f'{debut}/bilans/fiche.html'"),
    (f"{SOCLE}/x.py", "differer('clauses.suivi.marches.services.x')"),
    (f"{SOCLE}/x.py", "ForeignKey('marches.Lot')"),
    ("lecteur/x.py", "lire('clauses/avant/redaction/modeles')"),
    ("regles/x.py", "voir = 'clauses.suivi.marches'"),
    (f"{COMPTES}/templates/comptes/x.html", "{% url 'projets:liste' %}"),
    (f"{COMPTES}/templates/comptes/x.html", '{% include "projets/_a.html" %}'),
    (f"{COMPTES}/templates/comptes/x.html", "{% load clause projets %}"),
    (f"{MARCHES}/x.py", "peut(acteur, 'bilan.voir')"),
)
PERMIS = (
    ("x.py", '"""Voir bilans:operation."""'),
    ("x.py", "reverse('marches:lot')  # et bilans:operation"),
    ("x.py", "reverse('declarations:liste')"),
    ("x.py", "Lien('Accueil', '/')"),
    ("x.py", "f'{en_nombre(bilans)} bilans : rien'"),
    ("templates/declarations/x.html", "{# bilans:operation #}{% url 'marches:lot' pk %}"),
    ("templates/declarations/x.html", "{% comment %} projets/x.html {% endcomment %}"),
    ("migrations/0001.py", "dependances = ['bilans.Bilan']"),
)


def ecrire(racine: Path, chemin: str, texte: str) -> None:
    (racine / chemin).parent.mkdir(parents=True, exist_ok=True)
    (racine / chemin).write_text(texte + "\n", encoding="utf-8")


def test_aucune_tranche_ne_nomme_plus_haut_qu_elle() -> None:
    assert noms_de_plus_haut(env.RACINE) == []


@pytest.mark.parametrize(("chemin", "texte"), FAUTES)
def test_la_faute_est_vue(chemin: str, texte: str, tmp_path: Path) -> None:
    ecrire(tmp_path, "clauses/pilotage/bilans/identite.py", "CARTE = Carte(droits={'bilan.voir': EQUIPE})")
    ecrire(tmp_path, chemin, texte)
    assert [faute.split(" : ")[0] for faute in noms_de_plus_haut(tmp_path)] == [f"{chemin}:1"]


@pytest.mark.parametrize(("chemin", "texte"), PERMIS)
def test_plus_bas_se_nomme_et_une_explication_dit_ce_qu_elle_veut(chemin: str, texte: str, tmp_path: Path) -> None:
    ecrire(tmp_path, f"clauses/suivi/declarations/{chemin}", texte)
    assert noms_de_plus_haut(tmp_path) == []
