"""Les champs des termes : un par terme, un bloc par famille de formules, et ce que demande son essai."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from clauses.fond.socle.champs import ChampEntier, ChampHeures, ChampMontant, ChampPourcent
from clauses.fond.socle.valeurs import en_nombre
from clauses.suivi.marches.forms.champs import FormulaireDuMetier
from clauses.suivi.marches.forms.jalons import ChampJalons
from clauses.suivi.marches.models import Clause
from regles.formules import FAMILLES, MODELES, tous_les_termes
from regles.formules.contrat import Formule
from regles.formules.termes import Nature, Terme

_CHAMPS: dict[str, Callable[..., forms.Field]] = {
    Nature.HEURES: ChampHeures,
    Nature.MONTANT: ChampMontant,
    Nature.POURCENTAGE: ChampPourcent,
    Nature.ENTIER: ChampEntier,
}
ESSAIS = {terme.nom: terme for famille in FAMILLES.values() for terme in famille.essai}


def case(famille: type[Formule], terme: Terme) -> str:
    """Le nom de son champ dans le bloc de cette famille : le sien, précédé du code quand une autre le demande avant."""
    premiere = next(f for f in FAMILLES.values() if terme in f.termes())
    return terme.nom if famille is premiere else f"{famille.code}-{terme.nom}"


def cases(famille: type[Formule]) -> dict[str, Terme]:
    """{champ: terme} du bloc de cette famille ; un exemple qui lui est propre y remplace celui du terme."""
    propres = famille.exemples_de_saisie
    return {case(famille, t): replace(t, exemple=propres.get(t.nom, t.exemple)) for t in famille.termes()}


CASES = {nom: terme for famille in FAMILLES.values() for nom, terme in cases(famille).items()}
# Demandés par leur formule seulement : c'est elle qui les exige, et l'écran ne les dit pas facultatifs.
A_REMPLIR = (*(nom for nom, terme in CASES.items() if terme.obligatoire), *ESSAIS)


def champ(terme: Terme) -> forms.Field:
    """Le champ de ce terme. Jamais exigé de lui-même : sa formule n'est peut-être pas la choisie."""
    if terme.nature == Nature.CHOIX:
        choix = [(choix.valeur, choix.reponse) for choix in terme.choix]
        return forms.ChoiceField(
            label=terme.titre, choices=choix, widget=forms.RadioSelect, required=False, initial=terme.d_avance
        )
    if terme.nature == Nature.JALONS:
        return ChampJalons(terme.titre, required=False, aide=terme.aide)
    # Zéro se comprend d'un champ vide ; une autre valeur d'avance se montre.
    options: dict[str, Any] = {"aide": terme.aide, "initial": terme.d_avance or None}
    if terme.exemple:
        options["exemple"] = terme.exemple
    if terme.maximum is not None:
        options["maximum"] = terme.maximum
    return _CHAMPS[terme.nature](terme.pour_l_ecran, required=False, **options)


class TermesForm(FormulaireDuMetier):
    """Les termes de toutes les familles et leurs essais : une clause n'en garde que ceux de sa formule."""

    @classmethod
    def initiales(cls, objet: Clause) -> dict[str, Any]:
        """Les termes de la clause vont au bloc de sa formule."""
        sans_terme = {nom: lu for nom, lu in super().initiales(objet).items() if nom not in tous_les_termes()}
        return sans_terme | {nom: getattr(objet, t.nom) for nom, t in cases(FAMILLES[objet.formule]).items()}


TermesForm.declared_fields |= {nom: champ(terme) for nom, terme in (CASES | ESSAIS).items()}
TermesForm.base_fields = TermesForm.declared_fields


def _tape(valeur: Any) -> str:
    """La valeur comme on la tape."""
    return en_nombre(valeur) if isinstance(valeur, Decimal | int) else str(valeur)


def remplissage(code: str) -> dict[str, str]:
    """Les champs d'une clause courante (« ugap »), écrits comme on les tape."""
    famille, modele = MODELES[code]
    tapes = {nom: _tape(modele.termes[t.nom]) for nom, t in cases(famille).items() if t.nom in modele.termes}
    return {"formule": famille.code, **tapes}
