"""Toute colonne de texte refuse un numéro de sécurité sociale par son type, ou dit pourquoi elle n'en a pas besoin."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField, HStoreField
from django.db import models

from clauses.fond.socle.models.textes import DonneesLues, SansNir
from config import env

PLUS_COURT_QU_UN_NUMERO = 12
# Ce qui ne peut pas porter un texte, et ce que la base calcule de colonnes qui le refusent ; toute autre sorte de
# colonne, connue ou à venir, rend compte.
SANS_LETTRES = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DecimalField,
    models.FloatField,
    models.ForeignKey,
    models.GeneratedField,
    models.IntegerField,
    models.UUIDField,
)
# « modèle.colonne », ou « *.colonne » : la raison.
SANS_TEXTE_LIBRE = {
    "*.contenu": "le fichier déposé, octet pour octet : on ne récrit pas la pièce d'un autre (décision 0011)",
    "ImportHeures.cases": "les cases du même fichier, oubliées une fois appliquées",
    "*.empreinte": "SHA-256 calculé par le logiciel, en hexadécimal",
    "Sollicitation.jeton_empreinte": "SHA-256 d'un jeton tiré au sort",
    "SuiteDeRemarque.cle": "clé calculée d'une remarque",
    "ContratInsertion.cle_import": "clé calculée des colonnes d'un classeur",
    "Utilisateur.password": "haché par Django",
    "Eligibilite.version_regle": "nom de règle écrit par le logiciel",
    "Fournisseur.cle": "clé calculée des listes publiques",
    "Envoi.cle": "une empreinte",
    "Envoi.vers": "une adresse du site, que le logiciel compose",
    "EntreeJournal.table": "nom de table",
    "EntreeJournal.auteur": "identifiant d'acteur",
    "EntreeJournal.auteur_nom": "nom du compte, colonne qui le refuse déjà",
    "EntreeJournal.motif": "écrit par la base ; `signer` le refuse avant elle",
    "EntreeJournal.avant": "copie de colonnes qui le refusent déjà",
    "EntreeJournal.apres": "copie de colonnes qui le refusent déjà",
}


def colonnes_qui_echappent(modeles: Iterable[type[models.Model]]) -> tuple[list[str], set[str]]:
    """(« Modele.colonne » sans type ni raison, raisons employées)."""
    fautes, employees = [], set()
    for modele in modeles:
        for champ in modele._meta.local_fields:
            if isinstance(champ, SANS_LETTRES):
                continue
            trop_court = champ.max_length is not None and champ.max_length <= PLUS_COURT_QU_UN_NUMERO
            if isinstance(champ, SansNir | DonneesLues) or trop_court:
                continue
            raisons = {f"{modele.__name__}.{champ.name}", f"*.{champ.name}"} & set(SANS_TEXTE_LIBRE)
            employees |= raisons
            if not raisons:
                fautes.append(f"{modele.__name__}.{champ.name}")
    return fautes, employees


def du_metier() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("clauses.")]


def test_aucune_colonne_de_texte_n_echappe() -> None:
    fautes, employees = colonnes_qui_echappent(du_metier())
    assert fautes == []
    assert set(SANS_TEXTE_LIBRE) - employees == set(), "une raison qui ne sert plus"


@pytest.mark.parametrize(
    "champ",
    [
        models.TextField(),
        models.CharField(max_length=13),
        models.CharField(max_length=13, choices=[("a", "A")]),  # un choix n'est tenu que par les formulaires
        models.JSONField(),
        models.FileField(),
        models.URLField(),
        models.EmailField(),
        models.SlugField(),
        models.BinaryField(),
        models.GenericIPAddressField(),
        ArrayField(models.CharField(max_length=20)),
        HStoreField(),
    ],
)
def test_une_colonne_de_django_serait_vue(champ: models.Field) -> None:
    champ.name = "note"
    faux = type("Faux", (), {"_meta": type("Meta", (), {"local_fields": [champ]})})
    assert colonnes_qui_echappent([faux])[0] == ["Faux.note"]  # type: ignore[list-item]


ECRIT_EN_SQL = re.compile(r"\bINSERT INTO\b|\bUPDATE \w+ SET\b|\bCOPY \w+ (?:FROM|\()|RawSQL\(")


def ecritures_en_sql(fichiers: Iterable[Path]) -> set[str]:
    return {fichier.name for fichier in fichiers if ECRIT_EN_SQL.search(fichier.read_text(encoding="utf-8"))}


def test_rien_n_ecrit_a_cote_des_colonnes(tmp_path: Path) -> None:
    """Le type refuse à l'écriture : du SQL passerait à côté. En ont le journal, copie de colonnes, et les envois, qui
    ne gardent que des empreintes et une adresse du site."""
    du_code = [f for f in env.RACINE.glob("clauses/**/*.py") if not {"tests", "migrations"} & {*f.parts}]
    assert ecritures_en_sql(du_code) == {"base.py", "envoi.py"}
    intrus = tmp_path / "intrus.py"
    intrus.write_text('curseur.execute("UPDATE structures_structure SET nom = %s", [nom])', encoding="utf-8")
    assert ecritures_en_sql([intrus]) == {"intrus.py"}
