"""Le journal dit des mots : chaque champ de chaque modèle, un par un."""

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clauses.fond.socle.lisible import champs_par_colonne, en_clair, modeles_par_table, se_dit
from clauses.fond.socle.models.textes import DonneesLues

CHAMPS: dict[str, Any] = {
    f"{modele._meta.label}.{champ.name}": champ
    for modele in modeles_par_table().values()
    for champ in champs_par_colonne(modele).values()
    if not champ.is_relation
}
# Les codes gardés dans un texte : rien ne les trahit que leur valeur.
CODES = {
    "annuaire.Fournisseur.secteurs": (["proprete"], "Nettoyage, propreté"),
    "calibrage.Calibrage.metier": ("gros_oeuvre", "Gros œuvre"),
    "calibrage.Calibrage.tranches": (
        [{"nature": "ferme", "heures": "120"}, {"nature": "optionnelle", "heures": "80"}],
        "tranche ferme, 120\u202fh ; tranche optionnelle, 80\u202fh",
    ),
    "marches.Clause.jalons": (
        [{"le": "2027-03-31", "heures": "1000.00"}, {"le": "2027-09-30", "part": "60"}],
        "1\u202f000\u202fh au 31\u00a0mars 2027\u202f; 60\u00a0% du volume au 30\u00a0septembre 2027",
    ),
    "marches.Clause.publics": (["rsa", "qpv"], ""),
    "marches.Marche.considerations_sociales": (["clause_sociale", "aucune"], "clause sociale, aucune"),
    "participants.CritereParticipant.code": ("deld", "Demandeur d'emploi de longue durée (12 mois)"),
    "participants.CritereParticipant.piece": ("rqth", ""),
    "participants.Eligibilite.criteres": (["deld"], "Demandeur d'emploi de longue durée (12 mois)"),
    "participants.Eligibilite.version_regle": (
        "eligibilite/1 (CCAG 2021)",
        "éligibilité, version\u00a01 (CCAG 2021)",
    ),
    "projets.LotProjet.metier": ("gros_oeuvre", "Gros œuvre"),
    "redaction.Piece.options": (
        {"numero_article": "12", "lancement_jours": 30, "globalisation": True, "telephone": ""},
        "Numéro de l'article dans le CCAP : 12 ; Réunion de lancement sous (jours) : 30 ; "
        "Permettre de globaliser les heures de plusieurs marchés : oui",
    ),
    "redaction.ModeleDeTexte.section": ("heures", "Obligation d'insertion"),
}


def test_un_champ_a_choix_se_dit_par_ses_libelles() -> None:
    rates = []
    for nom, champ in CHAMPS.items():
        for code, libelle in getattr(champ, "base_field", champ).flatchoices:
            dit = en_clair(champ, [code] if isinstance(champ, ArrayField) else code, {})
            rates += [] if dit == ("" if code == "" else str(libelle)) else [(nom, code, dit)]
    assert rates == []


def test_une_liste_ou_un_json_a_ses_mots_ou_se_tait() -> None:
    """Une liste de codes a des mots ; des données composées se taisent, ou ont de quoi s'écrire."""
    for nom, champ in CHAMPS.items():
        if not isinstance(champ, ArrayField | models.JSONField):
            continue
        if nom not in CODES and (champ.default is dict or isinstance(champ, DonneesLues)):
            assert not se_dit(champ, {"code": "valeur"}), nom
            assert not se_dit(champ, [{"code": "valeur"}]), nom
        else:
            assert getattr(champ, "base_field", champ).flatchoices or nom in CODES, nom


@pytest.mark.parametrize("nom", CODES)
def test_un_code_se_dit_par_ses_mots(nom: str) -> None:
    valeur, attendu = CODES[nom]
    dit = en_clair(CHAMPS[nom], valeur, {})
    if attendu:
        assert dit == attendu
    codes = valeur if isinstance(valeur, list) and isinstance(valeur[0], str) else [valeur]
    assert not any(str(code) in dit.split(", ") for code in codes if code != "aucune"), dit


def test_dates_booleens_et_nombres_se_lisent_en_francais() -> None:
    exemples = {
        models.DateTimeField: ("2026-11-24T09:05:00+01:00", "24/11/2026 à 09:05"),
        models.DateField: ("2026-11-24", "24/11/2026"),
        models.BooleanField: (True, "oui"),
        models.DecimalField: (1820.5, "1\u202f820,5"),
    }
    vus = set()
    for champ in CHAMPS.values():
        genre = type(champ)
        if genre in exemples and not champ.choices:
            valeur, dit = exemples[genre]
            assert en_clair(champ, valeur, {}) == dit
            vus.add(genre)
    assert vus == set(exemples)


@pytest.mark.parametrize("colonne", ["cle", "cle_import", "uid_decp", "jeton_empreinte", "empreinte"])
def test_une_cle_ou_une_empreinte_se_tait(colonne: str) -> None:
    assert not any(colonne in champs_par_colonne(modele) for modele in modeles_par_table().values())
