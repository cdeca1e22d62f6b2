"""Les filtres des listes, gardés dans l'adresse."""

from typing import Any

from django import forms

from clauses.fond.socle.champs import ChampMois
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.marches.models import Lot

SITUATIONS = (
    ("", "Tous les mois"),
    ("a_valider", "À valider"),
    ("en_retard", "En retard"),
    ("a_transmettre", "À transmettre"),
    ("validee", "Validés"),
)
EN_COURS = (("", "Tous"), ("en_cours", "En cours"), ("finis", "Finis"))


class FiltreMois(forms.Form):
    q = forms.CharField(label="Opération, marché ou entreprise", required=False)
    # La situation se choisit par les onglets de la liste ; filtrer la garde.
    etat = forms.ChoiceField(required=False, choices=SITUATIONS, widget=forms.HiddenInput)
    mois = ChampMois("Mois", required=False)
    # Posés par un lien (l'accueil, une fiche) ; filtrer les garde.
    operation = forms.UUIDField(required=False, widget=forms.HiddenInput)
    entreprise = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FiltreContrats(forms.Form):
    q = forms.CharField(label="Personne ou employeur", required=False)
    modalite = forms.ChoiceField(
        label="Modalité", required=False, choices=[("", "Toutes"), *ContratInsertion.Modalite.choices]
    )
    type_contrat = forms.ChoiceField(
        label="Type de contrat", required=False, choices=[("", "Tous"), *ContratInsertion.TypeContrat.choices]
    )
    situation = forms.ChoiceField(label="Situation", required=False, choices=EN_COURS)


class FiltreDesHeures(forms.Form):
    q = forms.CharField(label="Personne", required=False)
    lot = forms.ModelChoiceField(label="Lot", queryset=Lot.objects.none(), required=False, empty_label="Tous")
    mois = ChampMois("Mois", required=False)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), ("a_decider", "À décider"), *LigneHeures.Etat.choices]
    )

    def __init__(self, *args: Any, lots: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["lot"]
        assert isinstance(champ, forms.ModelChoiceField)
        champ.queryset = lots
