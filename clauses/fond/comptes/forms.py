"""Les formulaires des comptes."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from clauses.fond.comptes.courriels import adresse_pliee
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.mot_de_passe import AIDE
from clauses.fond.comptes.services import ROLES_INVITABLES
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.champs import Bloc, ChampAChoisir, ChampTexte, FormulaireFr
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.fond.socle.models.textes import refuser_le_nir
from clauses.fond.structures.models import Structure

_REMPLIR = {"required": "Ce champ est à remplir."}
_COURRIEL = {**_REMPLIR, "invalid": "Ce courriel n'est pas complet (exemple\u00a0: prenom.nom@structure.fr)."}


class ChampMotDePasse(forms.CharField):
    """Un mot de passe : jamais réaffiché, jamais rogné ; `autocomplete` dit au gestionnaire ce qu'il est."""

    def __init__(self, label: str, *, autocomplete: str, aide: str = "") -> None:
        saisie = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(
            label=label, strip=False, max_length=1000, widget=saisie, help_text=aide, error_messages=_REMPLIR
        )


class ChampCourriel(forms.EmailField):
    """Un courriel, sous sa seule forme ; un numéro de sécurité sociale n'en est pas un, même pour un essai."""

    default_validators = [*forms.EmailField.default_validators, refuser_le_nir]

    def __init__(self, label: str, *, autocomplete: str = "off", aide: str = "") -> None:
        saisie = forms.EmailInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, max_length=254, widget=saisie, help_text=aide, error_messages=_COURRIEL)

    def to_python(self, value: Any) -> str:
        return adresse_pliee(super().to_python(value) or "")


class ConnexionForm(FormulaireFr):
    courriel = ChampCourriel("Courriel", autocomplete="username")
    mot_de_passe = ChampMotDePasse("Mot de passe", autocomplete="current-password")
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class OubliForm(FormulaireFr):
    courriel = ChampCourriel("Courriel", autocomplete="username")


class NouveauMotDePasseForm(FormulaireFr):
    """Choisir son mot de passe, deux fois le même."""

    nouveau = ChampMotDePasse("Nouveau mot de passe", autocomplete="new-password", aide=AIDE)
    repete = ChampMotDePasse("Le même, une seconde fois", autocomplete="new-password")

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        self.utilisateur = utilisateur
        super().__init__(*args, **kwargs)

    def clean_nouveau(self) -> str:
        nouveau = self.cleaned_data["nouveau"]
        validate_password(nouveau, self.utilisateur)
        return str(nouveau)

    def clean_repete(self) -> str:
        repete = self.cleaned_data["repete"]
        if "nouveau" in self.cleaned_data and repete != self.cleaned_data["nouveau"]:
            raise forms.ValidationError("Les deux mots de passe ne sont pas les mêmes.")
        return str(repete)


class ChangementMotDePasseForm(NouveauMotDePasseForm):
    """Le changer depuis son compte : l'actuel d'abord."""

    actuel = ChampMotDePasse("Mot de passe actuel", autocomplete="current-password")
    field_order = ("actuel", "nouveau", "repete")

    def clean_actuel(self) -> str:
        actuel = self.cleaned_data["actuel"]
        if not self.utilisateur.check_password(actuel):
            raise forms.ValidationError("Ce n'est pas votre mot de passe actuel.")
        return str(actuel)


class IdentiteForm(FormulaireDeFiche):
    prenom = ChampTexte("Prénom", max_length=80, required=False)
    nom = ChampTexte("Nom", max_length=80)


class InvitationForm(FormulaireFr):
    """Qui, puis pour quoi faire."""

    blocs = (
        Bloc("La personne", ("courriel", "prenom", "nom")),
        Bloc("Ce qu'elle pourra faire", ("role", "structure")),
    )

    courriel = ChampCourriel("Courriel", aide="C'est avec lui qu'elle se connectera.")
    prenom = ChampTexte("Prénom", max_length=80, required=False)
    nom = ChampTexte("Nom", max_length=80)
    role = ChampAChoisir(
        label="Rôle",
        choices=[(role.value, role.label) for role in Role if role in ROLES_INVITABLES],
        refus="Choisissez ce que cette personne pourra faire.",
        help_text="Un acheteur, son juriste, une entreprise ou un employeur ne voit que ce qui concerne sa structure.",
    )
    structure = forms.ModelChoiceField(
        Structure.objects.none(),
        label="Structure représentée",
        required=False,
        empty_label="Aucune\u00a0: membre de l'équipe",
        help_text="Pour un acheteur, son juriste, une entreprise ou un employeur\u00a0: sa fiche dans le répertoire.",
        error_messages={"invalid_choice": "Cette structure n'est pas dans votre répertoire."},
    )

    def __init__(self, *args: Any, structures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures  # type: ignore[attr-defined]
