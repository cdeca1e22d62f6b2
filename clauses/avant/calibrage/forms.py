"""Ce que l'on saisit pour calibrer : les entrées d'un lot, « et si », le volume retenu, une valeur de la table."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from clauses.avant.calibrage.entrees import CHAMPS_DE_LA_METHODE, Entrees
from clauses.avant.calibrage.models import Calibrage, ValeurDeReference
from clauses.avant.calibrage.models.calibrage import FORMULES
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampEntier,
    ChampHeures,
    ChampMontant,
    ChampPourcent,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.forms import ChampLues
from clauses.fond.socle.valeurs import CelluleInvalide, en_nombre, lire_heures
from regles.formules import FAMILLES
from regles.metiers import METIERS

M = Calibrage.Methode
FERME, OPTIONNELLE = "ferme", "optionnelle"


def lire_tranches(ferme: Decimal | None, optionnelles: str) -> list[dict[str, str]]:
    """« 120 » et « 130 + 80 » deviennent trois tranches. Lève `CelluleInvalide` si un nombre ne se lit pas."""
    tranches = [{"nature": FERME, "heures": str(ferme)}] if ferme else []
    for morceau in filter(None, (m.strip() for m in optionnelles.replace(";", "+").split("+"))):
        tranches.append({"nature": OPTIONNELLE, "heures": str(lire_heures(morceau))})
    return tranches


def ecrire_tranches(tranches: list[dict[str, str]]) -> dict[str, Any]:
    """L'inverse, pour remplir les deux champs."""
    fermes = sum((Decimal(t["heures"]) for t in tranches if t["nature"] == FERME), Decimal(0))
    autres = [en_nombre(Decimal(t["heures"])) for t in tranches if t["nature"] == OPTIONNELLE]
    return {"heures_ferme": fermes or None, "heures_optionnelles": " + ".join(autres)}


class _Tranches(FormulaireFr):
    """Les deux champs des tranches, lus ensemble sous « tranches »."""

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            propres["tranches"] = lire_tranches(propres.get("heures_ferme"), propres.get("heures_optionnelles") or "")
        except CelluleInvalide as refus:
            self.add_error("heures_optionnelles", str(refus))
        return propres


def _ferme() -> ChampHeures:
    return ChampHeures("Heures de la tranche ferme", exemple="120", required=False)


def _optionnelles() -> ChampTexte:
    return ChampTexte("Heures des tranches optionnelles", exemple="130 + 80", required=False)


class EntreesForm(_Tranches):
    """Les entrées d'un lot. Un champ vide reprend la valeur du lot, du projet ou de la table."""

    methode = forms.ChoiceField(label="Méthode", choices=M.choices, required=False, widget=forms.HiddenInput)
    montant_ht = ChampMontant("Montant HT (€)", required=False)
    duree_mois = ChampEntier("Durée (mois)", exemple="12", required=False, minimum=1, maximum=600)
    metier = forms.ChoiceField(label="Métier", required=False, choices=[("", "—"), *METIERS.items()])
    part_main_oeuvre = ChampPourcent("Part de main-d'œuvre (%)", required=False, maximum=100)
    taux = ChampPourcent("Taux d'insertion (%)", exemple="5", required=False, maximum=100)
    cout_horaire = ChampMontant("Coût horaire (€)", exemple="30", required=False, maximum=1000)
    heures_reprises = ChampHeures(
        "Heures mensuelles du personnel à reprendre",
        exemple="500",
        required=False,
        aide="Celles du titulaire sortant ; 0 s'il n'y a personne à reprendre.",
    )
    heures_donnees = ChampHeures("Volume pour tout le marché (h)", exemple="1\u202f600", required=False)
    heures_par_an = ChampHeures("Ou volume par an (h)", exemple="120", required=False)
    heures_ferme = _ferme()
    heures_optionnelles = _optionnelles()
    heures_travaillees = ChampHeures(
        "Heures travaillées sur le marché, toutes (h)", exemple="20\u202f000", required=False
    )
    heures_par_tranche = ChampHeures("Heures par tranche", exemple="220", required=False)
    montant_tranche_ht = ChampMontant("Montant d'une tranche HT (€)", exemple="100\u202f000", required=False)
    seuil_ht = ChampMontant("Seuil de déclenchement HT (€)", exemple="100\u202f000", required=False)
    effectif = ChampHeures(
        "Personnes sur le site à la fois",
        exemple="8",
        required=False,
        aide="Si vous le savez : la part de l'insertion se lit alors sur l'effectif.",
    )
    arrondi = forms.ChoiceField(label="Arrondi", choices=Calibrage.Arrondi.choices, required=False)
    sens = forms.ChoiceField(label="Sens de l'arrondi", choices=Calibrage.Sens.choices, required=False)

    def __init__(self, *args: Any, methode: str, **options: Any) -> None:
        super().__init__(*args, **options)
        utiles = {*CHAMPS_DE_LA_METHODE[methode], "methode", "effectif", "arrondi", "sens", "metier"}
        if "tranches" in utiles:
            utiles |= {"heures_ferme", "heures_optionnelles"}
        for nom in [nom for nom in self.fields if nom not in utiles]:
            del self.fields[nom]

    def saisie(self) -> dict[str, Any]:
        """Ce qui est vraiment donné : les champs lus et non vides."""
        utiles = {c: v for c, v in self.cleaned_data.items() if v not in (None, "", [])}
        return {c: v for c, v in utiles.items() if c not in ("heures_ferme", "heures_optionnelles")}


def entrees_affichees(entrees: Entrees) -> dict[str, Any]:
    """Les valeurs résolues, pour remplir le formulaire."""
    connues = {champ: entrees.valeur(champ) for champ in EntreesForm.base_fields if champ != "metier"}
    return {
        **connues,
        **ecrire_tranches(entrees.saisie.get("tranches") or []),
        "methode": entrees.methode,
        "metier": entrees.metier,
        "duree_mois": entrees.duree_mois,
        "arrondi": entrees.saisie.get("arrondi") or "unite",
        "sens": entrees.saisie.get("sens") or "proche",
    }


class EtSiForm(FormulaireFr):
    """Les curseurs. `si_montant` : l'écart au montant estimé, en pour cent."""

    si_taux = ChampPourcent("Taux d'insertion", required=False, minimum=Decimal("0.25"), maximum=100)
    si_montant = ChampEntier("Montant", required=False, minimum=-90, maximum=900)
    si_duree = ChampEntier("Durée", required=False, minimum=1, maximum=600)
    si_cout = ChampMontant("Coût horaire", required=False, minimum=1, maximum=1000)

    def saisie(self, montant: Decimal | None) -> dict[str, Any]:
        """Ce que les curseurs changent aux entrées."""
        lus: Mapping[str, Any] = self.cleaned_data
        change = {"taux": lus.get("si_taux"), "duree_mois": lus.get("si_duree"), "cout_horaire": lus.get("si_cout")}
        ecart = lus.get("si_montant")
        if montant is not None and ecart:
            change["montant_ht"] = (montant * (100 + ecart) / 100).quantize(Decimal("0.01"))
        return {champ: valeur for champ, valeur in change.items() if valeur is not None}


class ReglagesForm(FormulaireFr):
    """Ce que l'on met d'un coup à tous les lots d'un projet."""

    taux = ChampPourcent("Taux d'insertion (%)", exemple="5", required=False, maximum=100)
    arrondi = forms.ChoiceField(
        label="Arrondi", required=False, choices=[("", "Celui de chaque lot"), *Calibrage.Arrondi.choices]
    )
    sens = forms.ChoiceField(
        label="Sens de l'arrondi", required=False, choices=[("", "Celui de chaque lot"), *Calibrage.Sens.choices]
    )

    def saisie(self) -> dict[str, Any]:
        return {champ: valeur for champ, valeur in self.cleaned_data.items() if valeur not in (None, "")}


class RetenirForm(_Tranches):
    """Le volume retenu et la formule qui l'écrira dans la clause."""

    blocs = (
        Bloc("Le volume", ("heures", "motif"), "Laissez le volume calculé, ou dites le vôtre et pourquoi."),
        Bloc(
            "La formule de la clause",
            ("formule", "montant_tranche_ht", "seuil_ht", "heures_ferme", "heures_optionnelles"),
            "Les heures par tranche de facturation et par an se déduisent du volume ; la part de main-d'œuvre "
            "n'y paraît jamais.",
        ),
    )
    heures = ChampHeures("Volume retenu (h)", required=False, aide="0 : pas de clause sur ce lot.")
    motif = ChampTexteLong("Pourquoi ce volume ?", lignes=2, required=False, aide="S'il s'écarte du calcul.")
    formule = forms.ChoiceField(label="Formule", choices=FORMULES)
    montant_tranche_ht = ChampMontant(
        "Montant d'une tranche de facturation HT (€)",
        exemple="10\u202f000",
        required=False,
        aide="Pour des heures par tranche de facturation.",
    )
    seuil_ht = ChampMontant(
        "Seuil de déclenchement HT (€)", required=False, aide="Vide : dès le premier euro.", exemple="100\u202f000"
    )
    heures_ferme = _ferme()
    heures_optionnelles = _optionnelles()
    lues = ChampLues()

    def termes(self) -> dict[str, Any]:
        """Ce que la formule demande, et rien d'autre."""
        lus, demandes = self.cleaned_data, FAMILLES[self.cleaned_data["formule"]].au_calibrage or ()
        return {nom: Decimal(0) if lus[nom] is None and nom == "seuil_ht" else lus[nom] for nom in demandes}


class ReferenceForm(FormulaireFr):
    """Une valeur datée de la table de la porteuse."""

    blocs = (
        Bloc("La valeur", ("metier", "part_main_oeuvre", "cout_horaire", "depuis")),
        Bloc("D'où elle vient", ("source", "certitude"), "L'écran du calibrage redira la source et la certitude."),
    )
    metier = ChampAChoisir(label="Métier", choices=METIERS.items())
    part_main_oeuvre = ChampPourcent("Part de main-d'œuvre (%)", required=False, maximum=100)
    cout_horaire = ChampMontant("Coût horaire (€)", exemple="30", required=False, maximum=1000)
    depuis = ChampDate("Vaut depuis le", exemple="01/01/2026")
    source = ChampTexte("Source", exemple="Bilan de douze chantiers de 2025", max_length=250)
    certitude = forms.ChoiceField(label="Certitude", choices=ValeurDeReference.Certitude.choices, initial="C")
