"""Les cartes tiennent debout : chaque nom y mène quelque part, chaque place est montrée, chaque droit sert."""

import re
from functools import cache

import pytest
from django.apps import apps

from clauses.fond.habilitations import matrice as module
from clauses.fond.socle import jobs, registre
from clauses.fond.socle.adresses import adresses, droit_de, fiche_de
from clauses.fond.socle.registre import Carte, cartes
from clauses.suivi.marches.models import EvenementMarche, Lot
from config import env
from config.tranches import TRANCHES
from tests.coherence.noms import jamais_nommees, textes

ECRANS = [(t, e) for t, c in cartes().items() for e in (*c.menu, *c.onglets, *c.fragments, *c.actes)]
POSES = [(t, e) for t, e in ECRANS if hasattr(e, "sur")]
OFFERTES = {place: t for t, c in cartes().items() for place in c.places}
CARTE = env.RACINE / "docs" / "carte.md"
DOSSIERS = {nom.split(".")[1]: env.RACINE / "clauses" / nom.replace(".", "/") for nom in TRANCHES}


def test_chaque_tranche_a_sa_carte_dans_l_ordre_des_etages() -> None:
    assert list(cartes()) == [nom.split(".")[1] for nom in reversed(TRANCHES)]


@pytest.mark.parametrize(("tranche", "ecran"), ECRANS, ids=lambda v: getattr(v, "adresse", v))
def test_un_ecran_montre_ailleurs_est_a_la_tranche_et_dit_son_droit(tranche: str, ecran: registre.Ecran) -> None:
    assert ecran.adresse.startswith(f"{tranche}:")
    assert droit_de(ecran) in module.matrice()


@pytest.mark.parametrize(("tranche", "ecran"), POSES, ids=lambda v: getattr(v, "adresse", v))
def test_un_ecran_se_pose_sur_une_place_offerte_plus_bas(tranche: str, ecran) -> None:
    assert ecran.sur in OFFERTES
    assert OFFERTES[ecran.sur] not in jamais_nommees(tranche)


def test_chaque_place_est_offerte_une_fois_et_montree() -> None:
    """Par sa tranche, ou par une plus haute qui tient la fiche de son objet."""
    assert len(OFFERTES) == sum(len(c.places) for c in cartes().values())
    dites = {tranche: chaines_de(tranche) for tranche in DOSSIERS}
    for place, offerte_par in OFFERTES.items():
        qui = {t for t in DOSSIERS if place in dites[t] and offerte_par not in jamais_nommees(t)}
        assert qui, place


@cache
def chaines_de(tranche: str) -> set[str]:
    """Les chaînes du code de cette tranche, sa carte exceptée."""
    return {texte for fichier, _, texte in textes(DOSSIERS[tranche]) if fichier.name != "identite.py"}


def test_une_tranche_allume_une_entree_du_menu_la_sienne_ou_une_plus_basse() -> None:
    menu = {e.adresse for e in registre.entrees()}
    for tranche, carte in cartes().items():
        assert not carte.allume or carte.allume in menu, tranche
        assert carte.allume.split(":")[0] not in jamais_nommees(tranche), tranche


def test_chaque_fiche_est_celle_d_un_modele_et_se_tient_une_fois() -> None:
    noms = {a.nom: a for a in adresses()}
    assert len(registre.fiches()) == sum(len(c.fiches) for c in cartes().values())
    for modele, adresse in registre.fiches().items():
        assert noms[adresse].vue.ecran_objet in (apps.get_model(modele), None)
    lot = Lot()
    assert str(lot.pk) in fiche_de(lot)
    assert fiche_de(Lot, lot.pk) == fiche_de(lot)
    with pytest.raises(LookupError, match="evenementmarche"):
        fiche_de(EvenementMarche())


def test_chaque_annonce_est_faite_et_chaque_travail_en_attend_une() -> None:
    annonces = {annonce: tranche for tranche, carte in cartes().items() for annonce in carte.annonces}
    assert [annonce for annonce, tranche in annonces.items() if annonce not in chaines_de(tranche)] == []
    for tranche, carte in cartes().items():
        for travail in carte.differes:
            assert annonces[travail.apres] not in jamais_nommees(tranche)
            assert travail.raison
        for travail in (*carte.differes, *carte.periodiques):
            assert jobs.trouver(travail.tache).__module__.startswith(f"{apps.get_app_config(tranche).name}.")


def test_ce_qui_attend_quelqu_un_se_dit_dans_sa_tranche() -> None:
    sources = [(tranche, dire) for tranche, carte in cartes().items() for dire in carte.attentes]
    assert len(sources) >= 3  # sinon, la boucle ne prouve rien
    for tranche, dire in sources:
        assert dire.__module__.startswith(f"{apps.get_app_config(tranche).name}.")


def inutiles(droits: list[str], dits: set[str], modeles: set[str], verbes: set[str]) -> list[str]:
    """Les droits que rien n'emploie : ni une chaîne du code, ni `visibles_par` (« modele.voir »), ni `capacites`."""
    return [
        droit
        for droit in droits
        if droit not in dits
        and not (droit.endswith(".voir") and droit.split(".")[0] in modeles)
        and not (droit.split(".")[0] in modeles and droit.split(".")[1] in verbes)
    ]


def employes() -> tuple[set[str], set[str], set[str]]:
    code = {texte for tranche in DOSSIERS for texte in chaines_de(tranche)}
    gabarits = {verbe for texte in code for verbe in re.findall(r"\bpermis\.(\w+)", texte)}
    return code, {m._meta.model_name for m in apps.get_models()}, gabarits


def test_chaque_droit_sert() -> None:
    assert inutiles(list(module.matrice()), *employes()) == []


def test_un_droit_que_rien_n_emploie_est_vu() -> None:
    assert inutiles(["lot.voir", "lot.detruire", "nuage.voir"], {"lot.modifier"}, {"lot"}, set()) == [
        "lot.detruire",
        "nuage.voir",
    ]


def test_un_droit_dit_deux_fois_est_une_faute(monkeypatch: pytest.MonkeyPatch) -> None:
    deux = {"a": Carte(droits={"lot.voir": {}}), "b": Carte(droits={"lot.voir": {}})}
    monkeypatch.setattr(module, "cartes", lambda: deux)
    with pytest.raises(ValueError, match=r"ne se dit qu'une fois : lot\.voir"):
        module.matrice.__wrapped__()


def test_la_page_de_la_carte_ne_nomme_que_ce_qui_existe() -> None:
    nommes = re.findall(r"`((?:regles|lecteur|clauses|config|tests|docs)/[^`…]*)`", CARTE.read_text(encoding="utf-8"))
    assert len(nommes) > 30
    assert [nom for nom in nommes if not list(env.RACINE.glob(nom.rstrip("/")))] == []
