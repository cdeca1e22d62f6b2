"""Les champs de formulaire qui comprennent ce que l'on tape : dates, montants, heures, mois, SIRET.

Chaque champ lit par `clauses.fond.socle.valeurs` (comme les imports : les mêmes écritures sont comprises des deux
côtés), redit ce qui a été tapé quand c'est refusé, et montre en français ce qui est déjà enregistré.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from clauses.fond.socle import valeurs
from clauses.fond.socle.valeurs import CelluleInvalide
from clauses.fond.socle.valeurs.dates import NAISSANCE_MIN


class ChampFr(forms.Field):
    """La base : `lire` traduit le texte tapé (ou lève CelluleInvalide), `ecrire` fait l'inverse.

    `aide` va sous l'intitulé, `exemple` dans le champ vide.
    """

    widget = forms.TextInput
    lire: Callable[..., Any]
    ecrire: Callable[..., str] = staticmethod(str)
    clavier = "text"

    def __init__(self, label: str | None = None, *, aide: str = "", exemple: str = "", **options: Any) -> None:
        self.bornes = {nom: options.pop(nom) for nom in ("minimum", "maximum") if nom in options}
        options.setdefault("help_text", aide)
        super().__init__(label=label, **options)
        if exemple:
            self.widget.attrs.setdefault("placeholder", exemple)
        self.error_messages["required"] = "Ce champ est à remplir."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": self.clavier, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """La valeur lue ; `None` si rien n'est tapé. Lève ValidationError avec le remède."""
        if value in self.empty_values:
            return None
        try:
            return type(self).lire(value, **self.bornes)
        except CelluleInvalide as refus:
            raise ValidationError(str(refus), code="illisible") from refus

    def prepare_value(self, value: Any) -> Any:
        """Ce qui s'affiche : le texte tapé tel quel, la valeur enregistrée en français."""
        if value is None or isinstance(value, str):
            return value
        return type(self).ecrire(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def _sans_unite(valeur: Decimal) -> str:
    return valeurs.en_nombre(valeur)


def _decimal_fixe(valeur: Decimal) -> str:
    return valeurs.en_nombre(valeur, fixes=valeur % 1 != 0)


def _mois_court(jour: date) -> str:
    return f"{jour.month:02}/{jour.year:04}"


class ChampDate(ChampFr):
    """La date d'un acte : « 12/10/2021 », « 12 octobre 2021 », « 2021-10-12 » ; « 15/10/26 » est 2026."""

    lire = staticmethod(valeurs.lire_jour)
    ecrire = staticmethod(valeurs.en_date)
    clavier = "numeric"

    def __init__(self, label: str | None = None, *, exemple: str = "12/10/2021", **options: Any) -> None:
        super().__init__(label, exemple=exemple, **options)


class ChampNaissance(ChampFr):
    """Une date de naissance : jamais à venir. « 15/10/26 » peut y être 1926 : le champ demande laquelle."""

    lire = staticmethod(valeurs.lire_date)
    ecrire = staticmethod(valeurs.en_date)
    clavier = "numeric"

    def __init__(self, label: str | None = None, *, exemple: str = "12/10/1988", **options: Any) -> None:
        super().__init__(label, exemple=exemple, minimum=NAISSANCE_MIN, **options)

    def to_python(self, value: Any) -> Any:
        self.bornes["maximum"] = timezone.localdate()
        return super().to_python(value)


class ChampMois(ChampFr):
    """« 10/2021 », « octobre 2021 » ; rend le premier jour du mois."""

    lire = staticmethod(valeurs.lire_mois)
    ecrire = staticmethod(_mois_court)

    def __init__(self, label: str | None = None, *, exemple: str = "10/2021", **options: Any) -> None:
        super().__init__(label, exemple=exemple, **options)


class ChampMontant(ChampFr):
    """« 1 250 000,50 » en euros ; rend un Decimal au centime."""

    lire = staticmethod(valeurs.lire_montant)
    ecrire = staticmethod(_decimal_fixe)
    clavier = "decimal"

    def __init__(self, label: str | None = None, *, exemple: str = "1\u202f250\u202f000,50", **options: Any) -> None:
        options.setdefault("minimum", 0)
        super().__init__(label, exemple=exemple, **options)


class ChampHeures(ChampFr):
    """« 7,5 », « 7h30 », « 151,67 » ; rend un Decimal au centième d'heure."""

    lire = staticmethod(valeurs.lire_heures)
    ecrire = staticmethod(_sans_unite)

    def __init__(self, label: str | None = None, *, exemple: str = "7,5 ou 7h30", **options: Any) -> None:
        super().__init__(label, exemple=exemple, **options)


class ChampPourcent(ChampFr):
    """« 12,5 » ou « 12,5 % » : rend 12,5 (et non 0,125)."""

    lire = staticmethod(
        lambda valeur, **bornes: valeurs.lire_decimal(str(valeur).replace("%", ""), decimales=2, **bornes)
    )
    ecrire = staticmethod(_sans_unite)
    clavier = "decimal"

    def __init__(self, label: str | None = None, *, exemple: str = "12,5", **options: Any) -> None:
        options.setdefault("minimum", 0)
        super().__init__(label, exemple=exemple, **options)


class ChampEntier(ChampFr):
    """« 1 250 » ; refuse « 2,5 »."""

    lire = staticmethod(valeurs.lire_entier)
    ecrire = staticmethod(lambda valeur: valeurs.en_nombre(valeur, decimales=0))
    clavier = "numeric"


class ChampSiret(ChampFr):
    """Quatorze chiffres, avec ou sans espaces, clé vérifiée ; rend les chiffres seuls."""

    lire = staticmethod(valeurs.lire_siret)
    clavier = "numeric"

    def __init__(self, label: str | None = None, *, exemple: str = "123 456 782 00010", **options: Any) -> None:
        super().__init__(label, exemple=exemple, **options)

    def to_python(self, value: Any) -> str:
        return super().to_python(value) or ""


class ChampAChoisir(forms.ChoiceField):
    """Une liste dont rien n'est choisi d'avance : « Choisir… » en tête, refusé s'il y reste.

    Pour tout choix que seule la personne sait faire : le premier de la liste s'enregistrerait sans qu'elle l'ait lu.
    """

    def __init__(self, *, label: str, choices: Iterable[tuple[Any, Any]], refus: str = "", **options: Any) -> None:
        options.setdefault("error_messages", {"required": refus or "Choisissez dans la liste."})
        super().__init__(label=label, choices=[("", "Choisir…"), *choices], **options)


class ChampTexte(forms.CharField):
    """Un texte nettoyé (espaces, caractères invisibles) qui refuse tout numéro de sécurité sociale."""

    def __init__(self, label: str | None = None, *, aide: str = "", exemple: str = "", **options: Any) -> None:
        options.setdefault("help_text", aide)
        super().__init__(label=label, **options)
        if exemple:
            self.widget.attrs.setdefault("placeholder", exemple)
        self.error_messages["required"] = "Ce champ est à remplir."

    def to_python(self, value: Any) -> str:
        try:
            return valeurs.lire_texte(super().to_python(value))
        except CelluleInvalide as refus:
            raise ValidationError(str(refus), code="illisible") from refus

    def validate(self, value: str) -> None:
        super().validate(value)
        if valeurs.contient_nir(value):
            raise ValidationError(valeurs.REFUS_DU_NIR, code="nir")


class ChampTexteLong(ChampTexte):
    """Le même, sur plusieurs lignes."""

    def __init__(self, label: str | None = None, *, lignes: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": lignes}))
        super().__init__(label, **options)


@dataclass(frozen=True)
class Bloc:
    """Une idée du formulaire : son titre, ses champs dans l'ordre de la conversation."""

    titre: str
    champs: Sequence[str]
    intro: str = ""


@dataclass(frozen=True)
class Groupe:
    """Un bloc et ses champs liés, prêts à montrer."""

    titre: str
    intro: str
    champs: Sequence[BoundField]


class _PresentationFr:
    """Ce que les deux formulaires partagent : les blocs, et les messages que Django dit autrement."""

    required_css_class = "obligatoire"
    blocs: Sequence[Bloc] = ()
    fields: dict[str, forms.Field]
    # Ce qui a changé pendant la saisie (voir `gestes.tenter`) : (champ, avant, à présent, auteur).
    conflit: Sequence[tuple[str, Any, Any, str]] = ()

    @property
    def listes(self) -> dict[str, list[str]]:
        """Ce que le navigateur propose à la frappe : {identifiant de la liste: textes}."""
        return {}

    @property
    def groupes(self) -> list[Groupe]:
        """Les blocs avec leurs champs ; ceux qu'aucun bloc ne nomme forment un dernier bloc « Autres informations »."""
        if not self.blocs:
            return []
        nommes = {nom for bloc in self.blocs for nom in bloc.champs}
        groupes = [Groupe(b.titre, b.intro, [self[nom] for nom in b.champs]) for b in self.blocs]  # type: ignore[index]
        autres = [champ for champ in self.visible_fields() if champ.name not in nommes]  # type: ignore[attr-defined]
        return [*groupes, Groupe("Autres informations", "", autres)] if autres else groupes


class FormulaireFr(_PresentationFr, forms.Form):
    """La base des formulaires du site : `{% formulaire form %}` les rend avec le résumé des erreurs."""

    @classmethod
    def initiales(cls, objet: Any) -> dict[str, Any]:
        """Ce que la fiche contient, pour chaque champ de saisie qui est aussi un des siens."""
        return {nom: getattr(objet, nom) for nom in cls.base_fields if hasattr(objet, nom)}
