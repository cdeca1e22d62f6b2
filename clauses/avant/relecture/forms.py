"""Déposer des pièces, choisir à quoi les comparer, filtrer la liste."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from clauses.avant.relecture.services import FICHIERS_MAX
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import Bloc, FormulaireFr
from clauses.suivi.marches.models import Lot
from lecteur.documents import TAILLE_MAX
from regles.typographie import typographie

LOTS_PROPOSES = 200
ACCEPTES = ".docx,.docm,.odt,.pdf,.txt,.doc"


class PlusieursFichiers(forms.ClearableFileInput):
    allow_multiple_selected = True


class ChampFichiers(forms.FileField):
    """Un ou plusieurs fichiers, chacun de taille permise."""

    widget = PlusieursFichiers

    def clean(self, data: Any, initial: Any = None) -> Any:
        fichiers = [super(ChampFichiers, self).clean(un, initial) for un in (data or [None])]
        if len(fichiers) > FICHIERS_MAX:
            raise ValidationError(typographie(f"Déposez {FICHIERS_MAX} pièces au plus à la fois."))
        for fichier in fichiers:
            if fichier.size > TAILLE_MAX:
                poids = f"« {fichier.name} » pèse plus de {TAILLE_MAX // 1_000_000} Mo"
                raise ValidationError(typographie(f"{poids} : déposez-la sans ses images, ou la partie utile."))
        return fichiers


class ChoixDeLot(forms.ModelChoiceField):
    def label_from_instance(self, lot: Lot) -> str:
        marche = lot.marche
        return f"{marche.reference or marche.objet[:60]} · lot {lot.numero}, {lot.intitule}"[:140]


class PiecesForm(FormulaireFr):
    """Les pièces d'un lot déjà choisi."""

    blocs = (Bloc("Les pièces", ("fichiers",)), Bloc("À quoi les comparer", ("tout_le_marche",)))
    fichiers = ChampFichiers(
        label="Un ou plusieurs fichiers",
        help_text=typographie("DOCX, ODT ou PDF avec du texte. Un ancien .doc s'enregistre d'abord au format .docx."),
        error_messages={"required": "Choisissez au moins une pièce.", "empty": "Ce fichier est vide."},
    )
    tout_le_marche = forms.BooleanField(
        label="Comparer à tous les lots du marché",
        required=False,
        help_text=typographie("Pour un CCAP commun à plusieurs lots : chaque lot est comparé à sa clause."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fichiers"].widget.attrs["accept"] = ACCEPTES


class DepotForm(PiecesForm):
    """Les mêmes, le lot à choisir. L'équipe peut s'en passer : la pièce n'est alors comparée qu'à elle-même."""

    blocs = (Bloc("Les pièces", ("fichiers",)), Bloc("À quoi les comparer", ("lot", "tout_le_marche")))
    lot = ChoixDeLot(label="Lot", queryset=Lot.objects.none(), required=False)

    def __init__(self, *args: Any, acteur: Acteur, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["lot"]
        assert isinstance(champ, forms.ModelChoiceField)
        sans_lot = peut(acteur, "relecture.traiter")
        champ.queryset = lots_a_comparer(acteur)
        champ.required = not sans_lot
        champ.empty_label = "Aucun\u00a0: relire la pièce seule" if sans_lot else "Choisissez un lot"
        champ.error_messages["required"] = "Choisissez le lot auquel comparer la pièce."
        champ.help_text = typographie(f"Les {LOTS_PROPOSES} plus récents ; pour un autre, partez de la fiche du lot.")


def lots_a_comparer(acteur: Acteur) -> "QuerySet[Lot]":
    """Les lots sous clause que l'acteur voit, les plus récents d'abord."""
    visibles = Lot.objects.visibles_par(acteur).actifs().clauses().order_by("-cree_le").values("pk")[:LOTS_PROPOSES]
    tries = Lot.objects.filter(pk__in=list(visibles.values_list("pk", flat=True)))
    return tries.select_related("marche").order_by("-marche__cree_le", "marche", "tri", "pk")


class FiltreRelectures(forms.Form):
    q = forms.CharField(label="Fichier", required=False)
    gravite = forms.ChoiceField(
        label="Avec",
        required=False,
        choices=[("", "Toutes"), ("bloquante", "des points bloquants"), ("a_corriger", "des points à corriger")],
    )
