"""Les jalons d'une clause : une ligne par jalon, que des boutons ajoutent et retirent sans JavaScript."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clauses.fond.socle.champs import ChampDate, ChampEntier, ChampFr, ChampHeures, ChampPourcent
from regles.formules.jalons import Faute, Jalon

MAXIMUM = 36
VIDE = "Ce jalon est vide\u00a0: remplissez-le avant d'en ajouter un autre, ou retirez-le."
CASES: Mapping[str, ChampFr] = {
    "le": ChampDate("Date", required=False, exemple="31/03/2027"),
    "mois": ChampEntier("ou fin du mois d'exécution n°", required=False, minimum=1, maximum=240, exemple="12"),
    "heures": ChampHeures("Heures dues en tout", required=False, exemple="1\u202f000"),
    "part": ChampPourcent("ou part du volume (%)", required=False, maximum=100, exemple="30"),
}
Ligne = Mapping[str, Any]  # {case: ce qui y est tapé}


@dataclass(frozen=True)
class Case:
    """Une case d'une ligne, prête à montrer ; `fautes` : ce qu'on lui reproche."""

    nom: str
    intitule: str
    valeur: Any
    attributs: Mapping[str, Any]
    fautes: Sequence[str]


@dataclass(frozen=True)
class LigneDeJalon:
    """`rang` depuis 1, comme le disent les messages ; `retirer` : ce que renvoie son bouton ; `a_remplir` : vide, on en
    demandait une autre."""

    rang: int
    cases: Sequence[Case]
    retirer: str
    a_remplir: bool = False


class LignesTapees(forms.Widget):
    """Ce que la page renvoie : les lignes, dans l'ordre, sans celle que l'on retire ni les vides, à moins qu'on n'en
    demande une de plus : la vide est alors celle qu'il faut remplir."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Ligne]:
        noms = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-(?:{'|'.join(CASES)})")
        rangs = sorted({int(trouve[1]) for cle in data if (trouve := noms.fullmatch(cle))})
        lignes = [
            {case: str(data.get(f"{name}-{rang}-{case}", "")) for case in CASES}
            for rang in rangs
            if data.get("acte") != f"retirer-{name}-{rang}"
        ]
        ajoute = data.get("acte") == f"ajouter-{name}"
        return [ligne for ligne in lignes if ajoute or not est_vide(ligne)]


def est_vide(ligne: Ligne) -> bool:
    return not any(str(tape).strip() for tape in ligne.values())


class JalonsLies(BoundField):
    """Le champ dans sa page : ses lignes, et une vide de plus quand son bouton la demande et que toutes sont remplies ;
    sinon la première vide se dit, et reçoit le focus (l'ancre de l'envoi ne mène alors nulle part)."""

    @property
    def id_for_label(self) -> str:
        """La première case à reprendre : c'est là que mène le résumé des erreurs."""
        cases = (f"id_{self.html_name}-{int(rang) - 1}-{nom}" for rang, nom in self._fautes if nom)
        return next(cases, self.auto_id)

    @property
    def hors_des_cases(self) -> list[str]:
        """Ce qu'on reproche à l'échéancier entier."""
        return self._fautes.get(("", ""), [])

    @property
    def _fautes(self) -> dict[tuple[str, str], list[str]]:
        """{(rang depuis 1, case): ce qu'on lui reproche} ; sans rang ni case, ce qu'on reproche à toutes."""
        fautes: dict[tuple[str, str], list[str]] = {}
        for erreur in self.form.errors.as_data().get(self.name, ()):
            rang, _, nom = str(erreur.code or "").partition(".")
            fautes.setdefault((rang, nom), []).extend(erreur.messages)
        return fautes

    @property
    def lignes(self) -> list[LigneDeJalon]:
        lignes: list[Ligne] = [*(self.value() or ())]
        fautes, vide = self._fautes, None
        if self.form.data.get("acte") == f"ajouter-{self.html_name}":
            vide = next((rang for rang, ligne in enumerate(lignes) if est_vide(ligne)), None)
            lignes += [{}] if vide is None else []
        if vide is not None:
            fautes[str(vide + 1), "le"] = [VIDE]
        return [
            LigneDeJalon(
                rang + 1,
                [self._case(rang, nom, ligne, fautes.get((str(rang + 1), nom), ())) for nom in CASES],
                f"retirer-{self.html_name}-{rang}",
                a_remplir=rang == vide,
            )
            for rang, ligne in enumerate(lignes)
        ]

    @property
    def prochaine(self) -> str:
        """L'identifiant de la première case de la ligne que l'on ajouterait."""
        return f"id_{self.html_name}-{len(self.lignes)}-le"

    def _case(self, rang: int, nom: str, ligne: Ligne, fautes: Sequence[str]) -> Case:
        champ, nom_html = CASES[nom], f"{self.html_name}-{rang}-{nom}"
        return Case(nom_html, str(champ.label), champ.prepare_value(ligne.get(nom)), champ.widget.attrs, fautes)


class ChampJalons(forms.Field):
    """Rend des `Jalon`, dans l'ordre ; chaque refus dit la ligne et la case."""

    widget = LignesTapees

    def __init__(self, label: str, *, aide: str = "", **options: Any) -> None:
        super().__init__(label=label, help_text=aide, **options)

    def get_bound_field(self, form: Any, field_name: str) -> JalonsLies:
        return JalonsLies(form, self, field_name)

    def prepare_value(self, value: Any) -> list[Ligne]:
        """Des lignes : celles qui sont tapées, ou celles de la clause."""
        return [vars(ligne) if isinstance(ligne, Jalon) else ligne for ligne in value or ()]

    def clean(self, value: Sequence[Ligne]) -> tuple[Jalon, ...]:
        jalons, refus = [], []
        for rang, ligne in enumerate(value, 1):
            lue: dict[str, Any] = {}
            for nom, champ in CASES.items():
                try:
                    lue[nom] = champ.clean(ligne[nom])
                except ValidationError as erreur:
                    refus += [reproche(Faute(rang, nom, texte)) for texte in erreur.messages]
            jalons.append(Jalon(**lue))
        if len(jalons) > MAXIMUM:
            refus.append(ValidationError(f"Une clause garde {MAXIMUM}\u00a0jalons au plus\u00a0: retirez-en."))
        if refus:
            raise ValidationError(refus)
        return tuple(jalons)


def reproche(faute: Faute) -> ValidationError:
    """Son code dit la case, pour la montrer là."""
    return ValidationError(faute.en_mots, code=f"{faute.rang}.{faute.champ}")
