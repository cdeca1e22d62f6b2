"""Le formulaire de la fiche, dans l'ordre de la conversation, et les filtres de la liste."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.avant.projets.models import Projet
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampEntier,
    ChampFr,
    ChampMontant,
    ChampPourcent,
    ChampTexte,
    ChampTexteLong,
)
from clauses.fond.socle.valeurs import en_nombre
from clauses.fond.structures.forms import ChampCodePostal
from clauses.fond.structures.models import Structure
from clauses.fond.territoires.positions import Position, lire_position
from clauses.suivi.marches.forms.champs import ChampStructure, FormulaireDuMetier
from clauses.suivi.marches.forms.operations import equipe
from clauses.suivi.marches.models import Marche, Operation

RESERVES_A_L_EQUIPE = ("donneur_d_ordre", "facilitateur")


class ChampPosition(ChampFr):
    """« 50,3571 ; 3,5183 » : latitude puis longitude, en degrés."""

    ecrire = staticmethod(lambda p: " ; ".join(en_nombre(c, decimales=6).replace("\u2212", "-") for c in p))

    def to_python(self, value: Any) -> Position | None:
        texte = str(value or "").strip()
        if not texte:
            return None
        position = lire_position(texte)
        if position is None:
            raise ValidationError(
                f"«\u00a0{texte}\u00a0» n'est pas une position\u00a0: écrivez la latitude puis la longitude, "
                "par exemple 50,3571\u202f; 3,5183."
            )
        return position


class ProjetForm(FormulaireDuMetier):
    """Un nom, un donneur d'ordre et une nature suffisent à garder un brouillon ; le reste vient quand on le sait."""

    blocs: Sequence[Bloc] = (
        Bloc("Pour qui", ("donneur_d_ordre", "interlocuteur", "facilitateur")),
        Bloc("Ce qui est acheté", ("nom", "nature_achat", "description", "cpv")),
        Bloc("Combien", ("montant_ht",)),
        Bloc("Combien de temps", ("duree_mois", "reconductions_prevues", "reconduction_mois")),
        Bloc("Où", ("commune", "code_postal", "position")),
        Bloc("Quand et comment", ("date_lancement", "date_notification_prevue", "procedure", "forme")),
        Bloc("L'acheteur et ses obligations", ("categorie_acheteur", "est_defense", "est_anru")),
        Bloc("La part de main-d'œuvre, si vous la connaissez", ("part_main_oeuvre",)),
    )
    HORS_MODELE = frozenset({"position"})

    donneur_d_ordre = ChampStructure(
        "Donneur d'ordre", aide="L'acheteur, public ou privé, tel qu'il est dans votre répertoire."
    )
    interlocuteur = ChampTexte("Interlocuteur chez l'acheteur", required=False, max_length=200)
    facilitateur = forms.ModelChoiceField(
        label="Suivi par", queryset=Utilisateur.objects.none(), required=False, empty_label="Moi"
    )
    nom = ChampTexte("Intitulé", max_length=250, exemple="Entretien des espaces verts des écoles")
    nature_achat = forms.ChoiceField(
        label="Nature d'achat",
        choices=Marche.NatureAchat.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si l'on achète des travaux, des services, des fournitures ou des études."},
    )
    description = ChampTexteLong("En quelques mots", required=False, aide="Ce qui sera fait, par qui d'habitude.")
    cpv = forms.RegexField(
        label="Code CPV",
        regex=r"^\d{8}(-\d)?$",
        required=False,
        help_text="S'il est déjà choisi.",
        error_messages={"invalid": "Un code CPV compte huit chiffres, par exemple 77310000-6."},
    )
    montant_ht = ChampMontant(
        "Montant estimé HT (€)", required=False, aide="Reconductions comprises\u00a0; celui de tous les lots ensemble."
    )
    duree_mois = ChampEntier("Durée ferme (mois)", required=False, minimum=1, maximum=600)
    reconductions_prevues = ChampEntier("Reconductions possibles", required=False, minimum=0, maximum=20)
    reconduction_mois = ChampEntier("Durée d'une reconduction (mois)", required=False, minimum=1, maximum=120)
    commune = ChampTexte("Commune d'exécution", required=False, max_length=120)
    code_postal = ChampCodePostal("Code postal", required=False, exemple="59300")
    position = ChampPosition(
        "Position",
        required=False,
        exemple="50,3571\u202f; 3,5183",
        aide="Facultative\u00a0: la commune suffit si elle est connue. Latitude puis longitude.",
    )
    date_lancement = ChampDate(
        "Lancement de la consultation", required=False, aide="Un facilitateur a besoin de 4 semaines avant ce jour."
    )
    date_notification_prevue = ChampDate("Notification prévue", required=False)
    procedure = forms.ChoiceField(
        label="Procédure envisagée", required=False, choices=[("", "Pas encore choisie"), *Marche.Procedure.choices]
    )
    forme = forms.ChoiceField(label="Forme", choices=Marche.Forme.choices, initial=Marche.Forme.ORDINAIRE)
    categorie_acheteur = ChampAChoisir(
        label="Catégorie d'acheteur",
        choices=Projet.CategorieAcheteur.choices,
        help_text="Elle dit quel seuil européen s'applique.",
    )
    est_defense = forms.BooleanField(label="Marché de défense ou de sécurité", required=False)
    est_anru = forms.BooleanField(label="Opération financée par l'ANRU", required=False)
    part_main_oeuvre = ChampPourcent(
        "Part de main-d'œuvre (%)",
        required=False,
        maximum=100,
        exemple="45",
        aide="Elle sert à calculer les heures et reste interne\u00a0: elle ne paraît dans aucune pièce.",
    )

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, acteur=acteur, **kwargs)
        if acteur.role in ROLES_D_EQUIPE:
            self.fields["facilitateur"].queryset = equipe(acteur)  # type: ignore[attr-defined]
            return
        for nom in RESERVES_A_L_EQUIPE:
            del self.fields[nom]
        pour_qui, *suite = self.blocs
        self.blocs = (Bloc(pour_qui.titre, ("interlocuteur",)), *suite)

    def valeurs(self) -> dict[str, Any]:
        propres = super().valeurs()
        propres["reconductions_prevues"] = propres["reconductions_prevues"] or 0
        propres["reconduction_mois"] = propres["reconduction_mois"] or 12
        propres["latitude"], propres["longitude"] = self.cleaned_data["position"] or (None, None)
        return propres


def initiales_de(projet: Projet) -> dict[str, Any]:
    """Ce que la fiche contient, pour le formulaire."""
    valeurs = ProjetForm.initiales(projet)
    if projet.latitude is not None and projet.longitude is not None:
        valeurs["position"] = (projet.latitude, projet.longitude)
    return valeurs


class OuvertureForm(FormulaireDuMetier):
    """Créer l'opération, ou rattacher le marché à une opération du même donneur d'ordre."""

    operation = forms.ModelChoiceField(
        label="Opération",
        queryset=Operation.objects.none(),
        required=False,
        empty_label="Créer une opération, au nom du projet",
        help_text="Celles du même donneur d'ordre qui ne sont pas terminées.",
    )

    def __init__(self, *args: Any, acteur: Acteur, projet: Projet, **kwargs: Any) -> None:
        super().__init__(*args, acteur=acteur, **kwargs)
        self.fields["operation"].queryset = (  # type: ignore[attr-defined]
            Operation.objects.visibles_par(acteur)
            .actifs()
            .en_cours()
            .filter(donneur_d_ordre_id=projet.donneur_d_ordre_id)
            .order_by("tri", "pk")
        )


class FiltreProjets(forms.Form):
    """Les filtres de la liste, gardés dans l'adresse."""

    EN_COURS, TOUS = "en_cours", "tous"

    q = forms.CharField(label="Intitulé, commune ou code CPV", required=False)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "En cours"), (TOUS, "Tous"), *Projet.Etat.choices]
    )
    donneur_d_ordre = forms.ModelChoiceField(
        label="Donneur d'ordre", queryset=Structure.objects.none(), required=False, empty_label="Tous"
    )
    du = ChampDate("Lancement du", required=False)
    au = ChampDate("au", required=False)

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if acteur.role not in ROLES_D_EQUIPE:
            del self.fields["donneur_d_ordre"]
            return
        projets = Projet.objects.visibles_par(acteur).actifs().order_by().values("donneur_d_ordre_id")
        self.fields["donneur_d_ordre"].queryset = Structure.objects.filter(pk__in=projets).order_by("tri", "pk")  # type: ignore[attr-defined]
