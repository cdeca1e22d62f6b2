"""Formulaires du lot, de ses tranches et de ses attributaires."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampEntier,
    ChampHeures,
    ChampMontant,
    ChampPourcent,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.forms import FormulaireQuiALu
from clauses.suivi.marches.forms.champs import ChampStructure, FormulaireDuMetier, sorties_du_repertoire
from clauses.suivi.marches.models import Tranche
from clauses.suivi.marches.services.attributions import CENT, Membre


class LotForm(FormulaireDuMetier):
    blocs = (
        Bloc("Le lot", ("numero", "intitule", "montant_ht")),
        Bloc(
            "Ses dates",
            ("date_debut", "date_fin"),
            intro="Laissez vide ce qui est comme le marché. La fin est celle du contrat : avenants et reconductions "
            "s'y ajoutent d'eux-mêmes.",
        ),
    )
    numero = ChampTexte("Numéro", max_length=10, exemple="3")
    intitule = ChampTexte("Intitulé", max_length=250, exemple="Gros œuvre")
    montant_ht = ChampMontant("Montant HT (€)", required=False)
    date_debut = ChampDate("Début", required=False)
    date_fin = ChampDate("Fin prévue", required=False)


class TrancheForm(FormulaireDuMetier):
    blocs: Sequence[Bloc] = (
        Bloc("La tranche", ("nature", "numero", "intitule")),
        Bloc("Ce qu'elle engage", ("heures", "montant_ht")),
    )
    nature = forms.ChoiceField(label="Nature", choices=Tranche.Nature.choices, widget=forms.RadioSelect)
    numero = ChampEntier("Numéro", required=False, minimum=1, maximum=999, aide="Par défaut, le suivant.")
    intitule = ChampTexte("Intitulé", required=False, max_length=250)
    heures = ChampHeures("Heures d'insertion (h)", minimum=0)
    montant_ht = ChampMontant("Montant HT (€)", required=False)


class TrancheModifieeForm(TrancheForm):
    blocs = (*TrancheForm.blocs, Bloc("Pourquoi ce changement", ("motif",)))
    motif = ChampTexteLong("Motif", lignes=2)

    def valeurs(self) -> dict[str, Any]:
        propres = super().valeurs()
        if propres["numero"] is None:
            del propres["numero"]
        return propres


class MembreForm(FormulaireFr):
    """Une ligne du groupement. Une ligne sans structure est laissée de côté."""

    attribution_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    structure = ChampStructure("Structure", required=False)
    part = ChampPourcent("Part (%)", required=False, maximum=100)
    est_mandataire = forms.BooleanField(label="Mandataire", required=False)
    date_debut = ChampDate("Arrivée", required=False)
    date_fin = ChampDate("Départ", required=False)
    retirer = forms.BooleanField(label="Notée à tort, à retirer", required=False)

    def __init__(self, *args: Any, acteur: Acteur, repertoire: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["structure"]
        champ.choix, champ.annulees = repertoire, sorties_du_repertoire(acteur)
        if not self.initial.get("attribution_id"):
            del self.fields["retirer"]

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        if propres.get("structure") and propres.get("part") is None and "part" not in self.errors:
            propres["part"] = CENT
        if not propres.get("structure") and propres.get("part") and "structure" not in self.errors:
            self.add_error("structure", "Dites à quelle structure revient cette part.")
        return propres

    def membre(self) -> Membre | None:
        """Le membre voulu, ou rien si la ligne est vide ou retirée."""
        propres = self.cleaned_data
        if not propres.get("structure") or propres.get("retirer"):
            return None
        return Membre(
            structure=propres["structure"],
            part=propres["part"],
            est_mandataire=propres["est_mandataire"],
            date_debut=propres["date_debut"],
            date_fin=propres["date_fin"],
            attribution_id=propres["attribution_id"],
        )


class ChangementForm(FormulaireQuiALu):
    """Pourquoi les attributaires changent ; rien à dire la première fois (`est_demande` faux)."""

    motif = ChampTexteLong("Pourquoi ce changement", lignes=2)

    def __init__(self, *args: Any, est_demande: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not est_demande:
            del self.fields["motif"]


MembreFormSet = forms.formset_factory(MembreForm, extra=0, max_num=30, absolute_max=60)


class SousTraitantForm(FormulaireDuMetier):
    blocs = (Bloc("Le sous-traitant", ("structure", "part")), Bloc("Ses dates", ("date_debut", "date_fin")))
    structure = ChampStructure("Structure")
    part = ChampPourcent("Part du montant du lot (%)", maximum=100, aide="0 si elle est inconnue.")
    date_debut = ChampDate("Arrivée", required=False)
    date_fin = ChampDate("Départ", required=False)


class SousTraitantModifieForm(SousTraitantForm):
    blocs = (Bloc("Sa part", ("part",)), SousTraitantForm.blocs[1])
    structure = None
