"""Le modèle de base du métier : clé, version, annulation, journal tenu par la base."""

import re
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models.base import ModelState
from django.utils import timezone

from clauses.fond.socle.models.textes import TexteLong

# Les fonctions SQL journal_auteur() et journal_difference() naissent dans la migration 0001 du socle.
_ENTETE = 'INSERT INTO socle_entreejournal ("table", objet_id, action, auteur, auteur_nom, motif, le, avant, apres) '
_SIGNATURE = (
    "journal_auteur(TG_TABLE_NAME), coalesce(current_setting('clause.auteur_nom', true), ''), "
    "coalesce(current_setting('clause.motif', true), ''), clock_timestamp()"
)


def journaliser(sauf: str = "{password,contenu}") -> list[pgtrigger.Trigger]:
    """Les deux déclencheurs qui écrivent le journal : par instruction, pas par ligne, car un import
    de 50 000 lignes est une instruction. `sauf` : les colonnes qui n'y entrent jamais (secrètes, ou énormes)."""
    return [
        pgtrigger.Trigger(
            name="journal_creation",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="nouvelles"),
            func=(
                _ENTETE + f"SELECT TG_TABLE_NAME, n.id, 'creation', {_SIGNATURE}, NULL, "
                f"jsonb_strip_nulls(to_jsonb(n) - '{sauf}'::text[]) FROM nouvelles n; RETURN NULL;"
            ),
        ),
        pgtrigger.Trigger(
            name="journal_modification",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="anciennes", new="nouvelles"),
            func=(
                _ENTETE + f"SELECT TG_TABLE_NAME, n.id, 'modification', {_SIGNATURE}, "
                f"journal_difference(to_jsonb(n) - '{sauf}'::text[], to_jsonb(a)), "
                f"journal_difference(to_jsonb(a) - '{sauf}'::text[], to_jsonb(n)) "
                "FROM anciennes a JOIN nouvelles n USING (id) WHERE to_jsonb(a) IS DISTINCT FROM to_jsonb(n); "
                "RETURN NULL;"
            ),
        ),
    ]


class _SansLesLourdes(pgtrigger.Trigger):
    """Un déclencheur du journal qui ne lit pas les colonnes laissées de côté : mettre un fichier de plusieurs mégas
    en JSON, pour l'en ôter ensuite, coûtait plus que l'écriture."""

    def __init__(self, sauf: set[str], **options: Any) -> None:
        super().__init__(**options)
        self.sauf = sauf

    def get_func(self, model: Any) -> str:
        lues = ", ".join(f'"{c.column}"' for c in model._meta.concrete_fields if c.column not in self.sauf)
        return re.sub(r"\b(anciennes|nouvelles) (?=[an]\b)", rf"(SELECT {lues} FROM \1) ", str(self.func))


def journaliser_sans(*sauf: str) -> list[pgtrigger.Trigger]:
    """Le journal d'une table aux colonnes énormes : `sauf` n'y est pas lu."""
    champs = ("name", "level", "when", "operation", "referencing", "func")
    return [_SansLesLourdes(set(sauf), **{nom: getattr(d, nom) for nom in champs}) for d in journaliser("{}")]


def interdire_effacement() -> pgtrigger.Trigger:
    """Rien du métier ne s'efface : on annule, avec un motif. Seule la purge de conservation, qui pose
    `clause.effacement`, efface des personnes."""
    return pgtrigger.Trigger(
        name="effacement_interdit",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=(
            "IF coalesce(current_setting('clause.effacement', true), '') = '' THEN "
            "RAISE EXCEPTION 'Rien ne s''efface dans % : annulez avec un motif.', TG_TABLE_NAME; "
            "END IF; RETURN OLD;"
        ),
    )


class ActifsQuerySet(models.QuerySet[Any]):
    """Les adjectifs communs à toute ligne du métier."""

    def actifs(self) -> Self:
        """Sans les lignes annulées."""
        return self.filter(annule_le__isnull=True)

    def annules(self) -> Self:
        return self.filter(annule_le__isnull=False)


class ModeleMetier(models.Model):
    """Une ligne du métier : identifiée, versionnée, annulable, journalisée.

    `version` croît à chaque enregistrement : la seconde personne qui enregistre la même fiche voit
    ce qui a changé (`clauses.fond.socle.concurrence`). `EN_MOTS` : les champs dont la valeur est un code (ou une liste
    de codes) que Django ne sait pas nommer, et ses mots ; ou ce qui écrit la valeur entière. Le journal les lit.
    """

    EN_MOTS: ClassVar[Mapping[str, Mapping[str, str] | Callable[[Any], str]]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    modifie_le = models.DateTimeField("modifié le", auto_now=True, editable=False)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True, editable=False)
    motif_annulation = TexteLong("motif de l'annulation", blank=True, editable=False)

    class Meta:
        abstract = True
        triggers = [*journaliser(), interdire_effacement()]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            champs = kwargs.get("update_fields")
            if champs is not None:
                kwargs["update_fields"] = {*champs, "version", "modifie_le"}
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **_: Any) -> Self:
        """La ligne lue, posée telle quelle : celui de Django repasse par `__init__`, champ par champ, et cherche
        chacun dans une liste quand tous ne sont pas lus. Un accueil lit six cents lignes (décision 0040)."""
        ligne = cls.__new__(cls)
        ligne.__dict__.update(zip(field_names, values, strict=True))
        ligne._state = ModelState()
        ligne._state.adding, ligne._state.db = False, db
        return ligne

    def annuler(self, motif: str) -> None:
        """Marque la ligne annulée ; le motif est obligatoire. À appeler depuis un service signé."""
        if not motif.strip():
            raise ValueError("Une annulation demande un motif.")
        self.annule_le = timezone.now()
        self.motif_annulation = motif.strip()
        self.save(update_fields=["annule_le", "motif_annulation"])

    @property
    def est_annule(self) -> bool:
        return self.annule_le is not None
