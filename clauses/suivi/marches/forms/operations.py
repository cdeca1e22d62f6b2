"""Formulaires du programme et de l'opération."""

from typing import Any

from django import forms

from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import Bloc, ChampAChoisir, ChampDate, ChampTexte, ChampTexteLong
from clauses.fond.territoires.models import Departement
from clauses.suivi.marches.forms.champs import ChampStructure, FormulaireDuMetier
from clauses.suivi.marches.models import Operation, Programme


def equipe(acteur: Acteur) -> Any:
    """Les facilitateurs et responsables de la structure porteuse de l'acteur."""
    membres = Appartenance.objects.actives().filter(porteuse_id=acteur.porteuse_id, role__in=ROLES_D_EQUIPE)
    cles = membres.order_by().values("utilisateur_id")
    return Utilisateur.objects.filter(pk__in=cles).only("nom", "prenom").order_by("tri", "pk")


def programmes(acteur: Acteur) -> Any:
    """Les programmes que l'acteur peut nommer."""
    return Programme.objects.visibles_par(acteur).actifs().only("nom").order_by("tri", "pk")


class OperationForm(FormulaireDuMetier):
    blocs = (
        Bloc("L'opération", ("nom", "donneur_d_ordre", "programme", "etat")),
        Bloc("Qui la suit", ("facilitateur",)),
        Bloc("Où", ("commune", "departement", "est_anru")),
        Bloc("À savoir", ("description",)),
    )
    nom = ChampTexte("Nom de l'opération", max_length=250, exemple="Réhabilitation de 120 logements, quartier…")
    donneur_d_ordre = ChampStructure(
        "Donneur d'ordre", aide="L'acheteur, public ou privé, tel qu'il est dans votre répertoire."
    )
    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), required=False, empty_label="Aucun"
    )
    etat = forms.ChoiceField(label="État", choices=Operation.Etat.choices, initial=Operation.Etat.EN_COURS)
    facilitateur = forms.ModelChoiceField(
        label="Facilitateur ou facilitatrice",
        queryset=Utilisateur.objects.none(),
        required=False,
        empty_label="Moi",
    )
    commune = ChampTexte("Commune", required=False, max_length=120)
    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Departement.objects.order_by("code"),
        required=False,
        empty_label="Non renseigné",
        help_text="Il dit quels services de l'État voient les chiffres d'une opération ANRU.",
    )
    est_anru = forms.BooleanField(label="Opération financée par l'ANRU", required=False)
    description = ChampTexteLong("Description", required=False)

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, acteur=acteur, **kwargs)
        self.fields["programme"].queryset = programmes(acteur)  # type: ignore[attr-defined]
        self.fields["facilitateur"].queryset = equipe(acteur)  # type: ignore[attr-defined]


class ProgrammeForm(FormulaireDuMetier):
    blocs = (Bloc("Le programme", ("nom", "nature")), Bloc("Ses dates", ("date_debut", "date_fin")))
    nom = ChampTexte("Nom", max_length=250, exemple="Convention NPNRU de …")
    nature = ChampAChoisir(label="Nature", choices=Programme.Nature.choices)
    date_debut = ChampDate("Début", required=False)
    date_fin = ChampDate("Fin", required=False)


class FiltreOperations(forms.Form):
    """Les filtres de la liste, gardés dans l'adresse."""

    q = forms.CharField(label="Nom, commune ou marché", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Operation.Etat.choices])
    facilitateur = forms.ModelChoiceField(
        label="Suivie par", queryset=Utilisateur.objects.none(), required=False, empty_label="Tout le monde"
    )
    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), required=False, empty_label="Tous"
    )

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes(acteur)  # type: ignore[attr-defined]
        if acteur.role in ROLES_D_EQUIPE:
            self.fields["facilitateur"].queryset = equipe(acteur)  # type: ignore[attr-defined]
        else:
            del self.fields["facilitateur"]
