"""Le tableau des lots, la liste collée d'un tableur, et le lot seul."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.avant.projets.collage import Collage, LotColle, lire_lots
from clauses.avant.projets.models import LotProjet
from clauses.avant.projets.services import LotSaisi
from clauses.fond.socle.champs import (
    Bloc,
    ChampEntier,
    ChampMontant,
    ChampPourcent,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.forms import ChampVersion, FormulaireDeFiche
from regles.metiers import METIERS

CHOIX_DU_METIER = [("", "Non précisé"), *METIERS.items()]
LIGNES_MAX = 300
COLONNES = ("numero", "intitule", "metier", "montant_ht", "duree_mois")


class LigneLotForm(FormulaireFr):
    """Une ligne du tableau ; vide, elle est laissée de côté."""

    lot_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = ChampVersion()
    numero = ChampTexte("Numéro", required=False, max_length=10)
    intitule = ChampTexte("Intitulé", required=False, max_length=250)
    metier = forms.ChoiceField(label="Métier", required=False, choices=CHOIX_DU_METIER)
    montant_ht = ChampMontant("Montant HT (€)", required=False, exemple="")
    duree_mois = ChampEntier("Durée (mois)", required=False, minimum=1, maximum=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in COLONNES:
            widget = self.fields[nom].widget
            widget.attrs["class"] = "form-select" if nom == "metier" else "form-control"
            # La cellule n'a pas la place d'un intitulé : il est dit aux lecteurs d'écran.
            widget.attrs["aria-label"] = f"{self.fields[nom].label}, ligne {self.rang}"

    @property
    def rang(self) -> int:
        """La place de la ligne, à partir de 1."""
        return int(str(self.prefix or "0").rpartition("-")[2]) + 1

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        rempli = any(propres.get(nom) not in (None, "") for nom in COLONNES)
        if (rempli or propres.get("lot_id")) and not propres.get("intitule") and "intitule" not in self.errors:
            remede = " Pour retirer ce lot, annulez-le depuis la fiche." if propres.get("lot_id") else ""
            self.add_error("intitule", f"L'intitulé du lot est à remplir.{remede}")
        return propres

    @property
    def cellules(self) -> list[Any]:
        """Les champs visibles, dans l'ordre des colonnes."""
        return [self[nom] for nom in COLONNES]


class _LignesFormSet(forms.BaseFormSet):
    """Le tableau entier : deux lignes ne portent pas le même numéro."""

    def clean(self) -> None:
        vus: dict[str, int] = {}
        for ligne in self.forms:
            numero = ligne.cleaned_data.get("numero") if hasattr(ligne, "cleaned_data") else ""
            if not numero:
                continue
            if numero in vus:
                ligne.add_error("numero", f"Le lot {numero} est déjà à la ligne {vus[numero]}.")
                raise ValidationError(f"Deux lignes portent le numéro {numero}.")
            vus[numero] = ligne.rang

    def lignes(self) -> list[tuple[LigneLotForm, LotSaisi]]:
        """Les lignes remplies, chacune avec ce qu'elle enregistre ; un numéro manquant est le suivant."""
        pleines = [ligne for ligne in self.forms if ligne.cleaned_data.get("intitule")]
        pris = [int(n) for ligne in pleines if (n := ligne.cleaned_data["numero"]).isdigit()]
        suivant = max(pris, default=0) + 1
        resultat = []
        for ligne in pleines:
            valeurs = dict(ligne.cleaned_data)
            if not valeurs["numero"]:
                valeurs["numero"], suivant = str(suivant), suivant + 1
            resultat.append((ligne, LotSaisi(**valeurs)))
        return resultat


LignesFormSet = forms.formset_factory(
    LigneLotForm, formset=_LignesFormSet, extra=0, max_num=LIGNES_MAX, absolute_max=LIGNES_MAX
)


Ligne = dict[str, Any]


def lignes_des_lots(lots: Sequence[LotProjet]) -> list[Ligne]:
    """Les lots de la fiche, une ligne chacun."""
    return [{"lot_id": lot.pk, "version": lot.version, **{n: getattr(lot, n) for n in COLONNES}} for lot in lots]


def lignes_tapees(donnees: Mapping[str, Any]) -> list[Ligne]:
    """Les lignes remplies du tableau, telles qu'elles viennent d'être tapées."""
    total = str(donnees.get("form-TOTAL_FORMS") or "0")
    lignes = [
        {nom: donnees.get(f"form-{rang}-{nom}", "") for nom in ("lot_id", "version", *COLONNES)}
        for rang in range(min(int(total), LIGNES_MAX) if total.isdigit() else 0)
    ]
    return [ligne for ligne in lignes if any(ligne.values())]


def reporter(lignes: Sequence[Ligne], colles: Sequence[LotColle]) -> list[Ligne]:
    """Le tableau où l'on reporte les lots collés : la ligne du même numéro est corrigée, les autres suivent."""
    tableau = [dict(ligne) for ligne in lignes]
    par_numero = {str(ligne["numero"]): ligne for ligne in tableau if ligne["numero"]}
    for colle in colles:
        dit = {
            "numero": colle.numero,
            "intitule": colle.intitule,
            "montant_ht": colle.montant_ht,
            "duree_mois": colle.duree_mois,
        }
        if colle.numero in par_numero:
            par_numero[colle.numero].update({nom: valeur for nom, valeur in dit.items() if valeur is not None})
        else:
            tableau.append(dit)
    return tableau


class ChampColle(ChampTexteLong):
    """Un texte gardé tel quel, tabulations comprises."""

    def to_python(self, value: Any) -> str:
        return str(value or "")


class CollageForm(FormulaireFr):
    """La liste collée. `collage` : ce qui y a été lu."""

    texte = ChampColle(
        "Liste des lots",
        lignes=6,
        aide="Une ligne par lot\u00a0: numéro, intitulé, montant HT, et si on la connaît la durée en mois. "
        "Copiez les colonnes dans votre tableur, collez-les ici.",
    )
    collage: Collage

    def clean_texte(self) -> str:
        texte: str = self.cleaned_data["texte"]
        self.collage = lire_lots(texte)
        if self.collage.refus:
            raise ValidationError(self.collage.refus)
        if not self.collage.lots:
            raise ValidationError("Aucun lot dans ce texte\u00a0: collez au moins une ligne.")
        return texte


class LotForm(FormulaireDeFiche):
    """Un lot et tout ce qu'on peut en savoir."""

    blocs = (
        Bloc("Le lot", ("numero", "intitule", "metier", "cpv")),
        Bloc("Combien, combien de temps", ("montant_ht", "duree_mois")),
        Bloc("La part de main-d'œuvre, si vous la connaissez", ("part_main_oeuvre",)),
    )
    numero = ChampTexte("Numéro", max_length=10)
    intitule = ChampTexte("Intitulé", max_length=250)
    metier = forms.ChoiceField(
        label="Métier",
        required=False,
        choices=CHOIX_DU_METIER,
        help_text="Il donne les repères de calcul des heures et les fournisseurs à chercher.",
    )
    cpv = forms.RegexField(
        label="Code CPV",
        regex=r"^\d{8}(-\d)?$",
        required=False,
        help_text="S'il diffère de celui du projet.",
        error_messages={"invalid": "Un code CPV compte huit chiffres, par exemple 45442100-8."},
    )
    montant_ht = ChampMontant("Montant estimé HT (€)", required=False)
    duree_mois = ChampEntier(
        "Durée (mois)", required=False, minimum=1, maximum=600, aide="Si elle diffère de celle du projet."
    )
    part_main_oeuvre = ChampPourcent(
        "Part de main-d'œuvre (%)",
        required=False,
        maximum=100,
        exemple="45",
        aide="Elle reste interne\u00a0: elle ne paraît dans aucune pièce.",
    )
