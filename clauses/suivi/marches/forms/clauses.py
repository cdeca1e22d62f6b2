"""Le formulaire de la clause : dans l'ordre de la conversation, tous les blocs visibles sans JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampEntier,
    ChampMontant,
    ChampPourcent,
    ChampTexteLong,
)
from clauses.suivi.marches.forms.jalons import reproche
from clauses.suivi.marches.forms.operations import equipe
from clauses.suivi.marches.forms.termes import A_REMPLIR, CASES, ESSAIS, TermesForm, cases
from clauses.suivi.marches.models import Clause
from clauses.suivi.marches.models.termes import FORMULES
from regles import parametres
from regles.formules import FAMILLES, MODELES
from regles.formules.contrat import Formule
from regles.formules.jalons import JalonsRefuses
from regles.formules.termes import ModeleDeClause, Terme
from regles.publics import CRITERES, PUBLICS_DU_CCAG

ORIGINE = parametres.ORIGINE
AVEC_CRITERE = (Clause.Instrument.CRITERE, Clause.Instrument.CONDITION_CRITERE)


@dataclass(frozen=True)
class BlocDeClause:
    """Un bloc prêt à montrer ; `formule` : il ne sert qu'à celle-là, le script masque les autres. `essai` : ce qu'elle
    demande pour chiffrer un exemple."""

    titre: str
    intro: str
    champs: tuple[BoundField, ...]
    formule: str = ""
    essai: tuple[BoundField, ...] = ()


def _publics(du_ccag: bool) -> list[tuple[str, str]]:
    return [(c.code, c.libelle) for c in CRITERES.values() if (c.code in PUBLICS_DU_CCAG) == du_ccag]


def _bloc(famille: type[Formule]) -> Bloc:
    return Bloc(famille.nom, tuple(cases(famille)), intro=famille.intro)


class ClauseForm(TermesForm):
    blocs: Sequence[Bloc] = (
        Bloc("Ce que dit le marché", ("instrument", "ponderation_critere", "article")),
        Bloc("Combien d'heures", ("formule",), intro="Choisissez d'abord la formule, puis remplissez son bloc."),
        *(_bloc(famille) for famille in FAMILLES.values()),
        Bloc("Qui peut travailler au titre de la clause", ("toute_la_liste", "publics_ccag", "publics_autres")),
        Bloc("Les transmissions", ("facilitateur", "periodicite", "jour_echeance")),
        Bloc(
            "Ce que coûte un manquement",
            ("penalite_heure", "penalite_absence", "penalite_transmission"),
            intro="Le tarif du marché\u202f; laissez vide ce qu'il ne prévoit pas.",
        ),
        Bloc(
            "Ce qui compte, et combien de temps",
            ("duree_max_mois", "duree_max_cdi_mois", "compte_formation", "compte_accompagnement"),
        ),
    )
    use_required_attribute = False
    HORS_MODELE = frozenset(
        {"version", "toute_la_liste", "publics_ccag", "publics_autres", *ESSAIS, "nature_changement", "motif"}
    )

    instrument = ChampAChoisir(label="Instrument", choices=Clause.Instrument.choices)
    ponderation_critere = ChampPourcent(
        "Poids du critère d'insertion (%)",
        required=False,
        exemple="10",
        maximum=100,
        aide="Pour un critère d'attribution seulement\u00a0: sa part de la note finale.",
    )
    article = ChampTexteLong("Texte de la clause", required=False, aide="L'article du marché, si vous l'avez.")
    formule = forms.ChoiceField(
        label="Formule",
        choices=FORMULES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la formule de la clause."},
    )
    toute_la_liste = forms.BooleanField(label="Toute la liste du CCAG 2021", required=False)
    publics_ccag = forms.MultipleChoiceField(
        label="Liste du CCAG 2021", choices=_publics(True), widget=forms.CheckboxSelectMultiple, required=False
    )
    publics_autres = forms.MultipleChoiceField(
        label="Autres publics", choices=_publics(False), widget=forms.CheckboxSelectMultiple, required=False
    )
    facilitateur = forms.ModelChoiceField(
        label="Facilitateur ou facilitatrice",
        queryset=Utilisateur.objects.none(),
        required=False,
        empty_label="Celui de l'opération",
    )
    periodicite = forms.TypedChoiceField(
        label="L'entreprise transmet ses heures", choices=Clause.Periodicite.choices, coerce=int, initial=1
    )
    jour_echeance = ChampEntier("Jour limite, le mois suivant", minimum=1, maximum=28, initial=15)
    penalite_heure = ChampMontant("Par heure non faite (€)", required=False, exemple="60")
    penalite_absence = ChampMontant("Par absence à une réunion (€)", required=False, exemple="100")
    penalite_transmission = ChampMontant("Par transmission manquante (€)", required=False, exemple="100")
    duree_max_mois = ChampEntier(
        "Durée comptée par personne (mois)", minimum=1, maximum=120, initial=int(parametres.DUREE_MAX_MOIS.au(ORIGINE))
    )
    duree_max_cdi_mois = ChampEntier(
        "Durée comptée d'un CDI (mois)",
        minimum=1,
        maximum=120,
        initial=int(parametres.DUREE_MAX_CDI_MOIS.au(ORIGINE)),
        aide="Dans la durée restante du marché.",
    )
    compte_formation = forms.BooleanField(
        label="La formation comprise dans le contrat compte", required=False, initial=True
    )
    compte_accompagnement = forms.BooleanField(label="L'accompagnement compte", required=False)

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, acteur=acteur, **kwargs)
        self.fields["facilitateur"].queryset = equipe(acteur)  # type: ignore[attr-defined]

    @property
    def modeles(self) -> list[ModeleDeClause]:
        """Les clauses courantes, à remplir d'un bouton."""
        return [modele for _, modele in MODELES.values()]

    @property
    def blocs_de_clause(self) -> list[BlocDeClause]:
        for nom in (*A_REMPLIR, "publics_ccag", "publics_autres"):
            self.fields[nom].required = True
        return [self._a_montrer(bloc) for bloc in self.blocs]

    def _a_montrer(self, bloc: Bloc) -> BlocDeClause:
        famille = next((f for f in FAMILLES.values() if f.nom == bloc.titre), None)
        champs = tuple(self[nom] for nom in bloc.champs)
        if famille is None:
            return BlocDeClause(bloc.titre, bloc.intro, champs)
        essai = tuple(self[terme.nom] for terme in famille.essai)
        return BlocDeClause(bloc.titre, bloc.intro, champs, famille.code, essai)

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        self._verifier_la_formule(propres)
        self._verifier_le_critere(propres)
        coches = {*propres.get("publics_ccag", ()), *propres.get("publics_autres", ())}
        if propres.get("toute_la_liste"):
            coches |= set(PUBLICS_DU_CCAG)
        propres["publics"] = [code for code in CRITERES if code in coches]
        if not coches and not {"publics_ccag", "publics_autres"} & self.errors.keys():
            self.add_error("publics_ccag", "Cochez au moins un public, ou toute la liste du CCAG.")
        return propres

    def _verifier_la_formule(self, propres: Mapping[str, Any]) -> None:
        siennes = self._cases(propres)
        for nom in CASES.keys() & self.errors.keys() - siennes.keys() if siennes else ():
            del self.errors[nom]  # le bloc d'une autre formule, que le script masque
        for nom, terme in siennes.items():
            if terme.obligatoire and nom not in self.errors and not propres.get(nom):
                self.add_error(nom, "La formule choisie demande cette valeur, supérieure à zéro.")
        if siennes and self.errors.keys().isdisjoint(siennes):
            try:
                FAMILLES[propres["formule"]].depuis(self._valeurs_des_termes(propres))
            except JalonsRefuses as refus:
                for faute in refus.fautes:
                    self.add_error("jalons", reproche(faute))

    @staticmethod
    def _cases(propres: Mapping[str, Any]) -> dict[str, Terme]:
        """{champ: terme} du bloc de la formule choisie ; rien si elle ne l'est pas."""
        famille = FAMILLES.get(propres.get("formule", ""))
        return cases(famille) if famille else {}

    def _valeurs_des_termes(self, propres: Mapping[str, Any]) -> dict[str, Any]:
        """{terme: valeur}, lus dans le bloc de la formule choisie."""
        return {terme.nom: propres[nom] for nom, terme in self._cases(propres).items()}

    def _verifier_le_critere(self, propres: dict[str, Any]) -> None:
        """Un critère s'annonce avec son poids ; sans critère, il n'y a pas de poids."""
        if propres.get("instrument") not in AVEC_CRITERE:
            propres["ponderation_critere"] = None
        elif not propres.get("ponderation_critere") and "ponderation_critere" not in self.errors:
            self.add_error("ponderation_critere", "Dites le poids du critère dans la note finale, en pour cent.")

    def valeurs(self) -> dict[str, Any]:
        lus = super().valeurs()
        propres = {nom: lu for nom, lu in lus.items() if nom not in CASES} | self._valeurs_des_termes(lus)
        for nom in ("penalite_heure", "penalite_absence", "penalite_transmission"):
            propres[nom] = propres[nom] or Decimal(0)
        return propres

    def pour_l_exemple(self) -> Clause | None:
        """La clause telle que tapée, pour la montrer en mots ; `None` tant que sa formule est incomplète.

        Seules les erreurs de la formule sont gardées : on n'en est encore qu'à essayer. Ajouter ou retirer une ligne ne
        reproche rien.
        """
        self.full_clean()
        if str(self.data.get("acte", "")).startswith(("ajouter-", "retirer-")):
            self.errors.clear()
            return None
        siennes = self._cases(self.cleaned_data)
        for nom in [nom for nom in self.errors if nom not in {"formule", *ESSAIS, *siennes}]:
            del self.errors[nom]
        if self.errors:
            return None
        lues = self._valeurs_des_termes(self.cleaned_data).items()
        valeurs = {nom: valeur for nom, valeur in lues if valeur not in (None, "")}
        return Clause(formule=self.cleaned_data["formule"], **valeurs)


class ChangementDeClauseForm(ClauseForm):
    """La même, avec ce qu'est le changement, sa date et son motif : ils ouvrent la page."""

    blocs = (Bloc("Ce changement", ("nature_changement", "date_effet", "motif")), *ClauseForm.blocs)
    nature_changement = forms.ChoiceField(
        label="C'est",
        choices=[c for c in Clause.NatureChangement.choices if c[0] != "initiale"],
        widget=forms.RadioSelect,
    )
    date_effet = ChampDate("Depuis le", aide="La date d'effet du changement.")
    motif = ChampTexteLong("Pourquoi", lignes=2, exemple="Avenant n° 2\u00a0: prestations supplémentaires")
