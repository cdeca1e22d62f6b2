"""Le champ « structure du répertoire » : on tape un nom ou un SIRET, le navigateur propose, le serveur reconnaît."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.fond.socle.valeurs import en_siret
from clauses.fond.structures.models import Structure
from regles.typographie import enumerer

PROPOSITIONS = 1_000
LISTE = "structures-du-repertoire"


def repertoire(acteur: Acteur) -> QuerySet[Structure]:
    """Les structures actives que l'acteur peut nommer."""
    return Structure.objects.visibles_par(acteur).actifs().order_by("tri", "pk")


def sorties_du_repertoire(acteur: Acteur) -> QuerySet[Structure]:
    """Les fiches annulées que l'acteur peut voir."""
    return Structure.objects.visibles_par(acteur).filter(annule_le__isnull=False).order_by("tri", "pk")


def propositions(acteur: Acteur) -> list[str]:
    """Ce que le navigateur propose à la frappe (`<datalist>`), une requête."""
    lignes = repertoire(acteur).values_list("nom", "siret")[:PROPOSITIONS]
    return [f"{nom} · {siret}" if siret else nom for nom, siret in lignes]


class ChampStructure(forms.Field):
    """Rend une `Structure` de `choix`. Marche sans JavaScript et avec un répertoire de milliers de lignes."""

    widget = forms.TextInput
    choix: Any  # un StructureQuerySet : `cherchees` en est
    annulees: Any  # de même, pour dire d'une structure sortie du répertoire qu'elle l'est

    def __init__(self, label: str | None = None, *, aide: str = "", **options: Any) -> None:
        options.setdefault("help_text", aide)
        super().__init__(label=label, **options)
        self.choix = self.annulees = Structure.objects.none()
        self.error_messages["required"] = "Ce champ est à remplir."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"list": LISTE, "autocomplete": "off", "placeholder": "Nom ou SIRET"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Structure):
            return f"{value.nom} · {value.siret}" if value.siret else value.nom
        return value

    def to_python(self, value: Any) -> Structure | None:
        """La structure de ce SIRET, de ce nom exact, ou la seule dont le nom contient le texte."""
        # L'octet nul n'est d'aucun texte, et la base n'en veut pas.
        texte = str(value or "").replace("\0", "").strip()
        if not texte:
            return None
        nom, _, siret = texte.rpartition(" · ")
        chiffres = "".join(c for c in (siret or texte) if c.isdigit())
        if len(chiffres) == 14 and (trouvee := self.choix.du_siret(chiffres).first()):
            return trouvee
        candidates = list(self.choix.nommees(nom or texte)[:4]) or list(self.choix.cherchees(nom or texte)[:4])
        if len(candidates) == 1:
            return candidates[0]
        if not candidates and len(chiffres) == 14 and (memes := list(self.choix.de_l_entreprise(chiffres)[:4])):
            raise ValidationError(_autre_etablissement(chiffres, memes), code="autre_etablissement")
        sorties = () if candidates else self._sorties(nom or texte, chiffres)
        raise ValidationError(_reproche(texte, candidates, sorties), code="introuvable")

    def _sorties(self, nom: str, chiffres: str) -> list[Structure]:
        """Les fiches annulées qui répondent : à rétablir plutôt qu'à ouvrir une seconde fois."""
        return list(
            self.annulees.filter(siret=chiffres)[:4] if len(chiffres) == 14 else self.annulees.cherchees(nom)[:4]
        )


def _autre_etablissement(siret: str, memes: Sequence[Structure]) -> str:
    noms = enumerer(f"«\u00a0{s.nom}\u00a0» (SIRET {en_siret(s.siret)})" for s in memes)
    return (
        f"Le SIRET {en_siret(siret)} est d'un autre établissement de la même entreprise que {noms}\u00a0: choisissez "
        "cette fiche, et notez-y le changement d'établissement si elle a déménagé."
    )


def _reproche(texte: str, candidates: Sequence[Structure], sorties: Sequence[Structure]) -> str:
    if sorties:
        noms = ", ".join(f"«\u00a0{s.nom}\u00a0»" for s in sorties)
        return f"La fiche {noms} est annulée dans votre répertoire\u00a0: rétablissez-la d'abord."
    if not candidates:
        return f"Aucune structure de votre répertoire ne répond à «\u00a0{texte}\u00a0»\u00a0: ouvrez d'abord sa fiche."
    noms = ", ".join(f"{s.nom} ({s.siret or 'sans SIRET'})" for s in candidates)
    return f"Plusieurs structures répondent à «\u00a0{texte}\u00a0»\u00a0: {noms}. Donnez le SIRET."


class FormulaireDuMetier(FormulaireDeFiche):
    """La base des saisies de la tranche : la fiche, et les structures de l'acteur."""

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        self.acteur = acteur
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if isinstance(champ, ChampStructure):
                champ.choix, champ.annulees = repertoire(acteur), sorties_du_repertoire(acteur)

    @property
    def listes(self) -> dict[str, list[str]]:
        """Les structures du répertoire, si un champ en demande une."""
        en_veut = any(isinstance(champ, ChampStructure) for champ in self.fields.values())
        return {LISTE: propositions(self.acteur)} if en_veut else {}
