"""La saisie d'un mois : un petit formulaire par personne, plus l'observation. « 7,5 » et « 7h30 » sont compris."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clauses.fond.socle.champs import ChampDate, ChampHeures, ChampTexte, ChampTexteLong, FormulaireFr
from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import PageMuette, RefusMetier
from clauses.fond.socle.forms import ChampVersion, mettre_a_jour
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.services.controle_saisie import (
    HEURES,
    HeuresSaisies,
    SaisieRefusee,
    problemes_de_la_saisie,
)
from clauses.suivi.declarations.services.feuille import Feuille, Place
from regles.typographie import typographie

_LIGNE = re.compile(r"^([0-9a-f]{8}-[0-9a-f-]{27})-travaillees$")


class LigneDeSaisieForm(FormulaireFr):
    """La ligne d'une personne. Le préfixe est la clé du contrat."""

    version = ChampVersion()
    contrat_version = ChampVersion()
    travaillees = ChampHeures("Heures travaillées", required=False, exemple="")
    formation = ChampHeures("Formation", required=False, exemple="")
    accompagnement = ChampHeures("Accompagnement", required=False, exemple="")
    observation = ChampTexte("Une précision", required=False, max_length=250)
    parti_le = ChampDate("Parti ou partie le", required=False, exemple="17/10/2026")
    motif_fin = forms.ChoiceField(
        label="Raison du départ", required=False, choices=[("", "Choisir…"), *ContratInsertion.MotifFin.choices]
    )

    def __init__(self, data: Any = None, *, place: Place) -> None:
        super().__init__(data, prefix=str(place.contrat.pk), initial=_initial(place))
        self.place = place
        for nom in HEURES:
            self.fields[nom].widget.attrs.update({"class": "form-control", "inputmode": "decimal"})
        for nom in ("observation", "parti_le"):
            self.fields[nom].widget.attrs["class"] = "form-control"
        self.fields["motif_fin"].widget.attrs["class"] = "form-select"

    def en_heures(self) -> HeuresSaisies:
        donnees = dict(self.cleaned_data)
        lues = {"version_lue": donnees.pop("version", None), "contrat_lu": donnees.pop("contrat_version", None)}
        return HeuresSaisies(self.place.contrat.pk, **lues, **donnees)

    def _post_clean(self) -> None:
        """Le résumé du haut rassemble les reproches de tous : chacun nomme la personne."""
        super()._post_clean()  # type: ignore[misc]
        for erreurs in self.errors.values():
            textes = [typographie(f"{self.place.contrat.participant} : {texte}") for texte in erreurs]
            erreurs.data = [ValidationError(texte) for texte in textes]

    @property
    def est_deplie(self) -> bool:
        """Vrai si la formation ou l'accompagnement portent déjà quelque chose, ou sont à reprendre."""
        return any(self[nom].value() or self[nom].errors for nom in ("formation", "accompagnement"))

    @property
    def depart_deplie(self) -> bool:
        return any(self[nom].value() or self[nom].errors for nom in ("parti_le", "motif_fin"))

    @property
    def precision_depliee(self) -> bool:
        return bool(self["observation"].value() or self["observation"].errors)

    @property
    def champs_a_part(self) -> list[BoundField]:
        return [self["formation"], self["accompagnement"]]

    @property
    def champs_du_depart(self) -> list[BoundField]:
        return [self["parti_le"], self["motif_fin"]]


def _initial(place: Place) -> dict[str, Any]:
    ligne, contrat = place.ligne, place.contrat
    initial: dict[str, Any] = {"parti_le": contrat.date_fin if contrat.motif_fin else None}
    initial |= {"motif_fin": contrat.motif_fin, "contrat_version": contrat.version}
    if ligne is None:
        return initial
    initial |= {nom: getattr(ligne, f"heures_{nom}") or None for nom in HEURES}
    initial["travaillees"] = ligne.heures_travaillees
    return {**initial, "version": ligne.version, "observation": ligne.observation}


class FeuilleForm(FormulaireFr):
    """Le mois entier : l'observation, la version lue, et les lignes de la feuille qui peuvent encore changer."""

    version = ChampVersion()
    observation = ChampTexteLong("Un mot pour votre facilitateur", required=False, lignes=2)

    def __init__(self, data: Any = None, *, feuille: Feuille) -> None:
        declaration = feuille.declaration
        super().__init__(data, initial={"version": declaration.version, "observation": declaration.observation})
        self.fields["observation"].widget.attrs["class"] = "form-control"
        self.feuille = feuille
        self.lignes = [LigneDeSaisieForm(data, place=p) for p in feuille.places if p.est_modifiable]

    def is_valid(self) -> bool:
        # Toutes les lignes sont lues, même après une première faute : tous les reproches à la fois.
        lignes_lues = [ligne.is_valid() for ligne in self.lignes]
        return super().is_valid() and all(lignes_lues)

    def saisies(self) -> list[HeuresSaisies]:
        """Ce qui a été tapé, lignes étrangères comprises : le verbe les refusera. Lève `PageMuette` d'un départ dont
        la page ne dit pas le contrat qu'elle montrait."""
        miennes = [ligne.en_heures() for ligne in self.lignes]
        contrats = [ligne.place.contrat for ligne in self.lignes]
        muettes = {
            f"{contrat.pk}-contrat_version": str(contrat.version)
            for contrat, heures in zip(contrats, miennes, strict=True)
            if heures.contrat_lu is None and heures.dit_un_depart(contrat)
        }
        if muettes:
            raise PageMuette(muettes)
        connues = {str(place.contrat.pk) for place in self.feuille.places}
        etrangeres = {m[1] for cle in self.data if (m := _LIGNE.match(cle)) and m[1] not in connues}
        return [*miennes, *(HeuresSaisies(UUID(cle)) for cle in sorted(etrangeres))]

    def reprocher(self, erreur: RefusMetier | ModifieEntreTemps) -> None:
        """Pose l'erreur d'un verbe là où elle se corrige ; rien de ce qui a été tapé ne se perd."""
        if isinstance(erreur, SaisieRefusee):
            lignes = {ligne.place.contrat.pk: ligne for ligne in self.lignes}
            for probleme in erreur.problemes:
                lignes[probleme.contrat_id].add_error(probleme.nom, probleme.message)
        elif isinstance(erreur, ModifieEntreTemps):
            self.add_error(None, "Une autre personne a écrit dans ce mois. Comparez, puis enregistrez de nouveau.")
            self.conflit = erreur.changements
        else:
            self.add_error(erreur.champ if erreur.champ in self.fields else None, typographie(erreur.message))
            mettre_a_jour(self, erreur.a_jour)
            self._rendre_a_chaque_ligne()

    def juger_le_lisible(self, *, complet: bool) -> None:
        """Une case illisible n'empêche pas de juger ce qui est écrit dans les autres : tous les reproches à la fois."""
        lignes = {ligne.place.contrat.pk: ligne for ligne in self.lignes}
        problemes = problemes_de_la_saisie(self.feuille, [ligne.en_heures() for ligne in self.lignes], complet=complet)
        self.reprocher(SaisieRefusee([p for p in problemes if p.nom not in lignes[p.contrat_id].errors]))

    def avancer_les_versions(self, feuille: Feuille) -> None:
        """Après un conflit montré, enregistrer de nouveau est un choix : les versions lues sont celles d'à présent."""
        donnees: Any = self.data.copy()  # type: ignore[attr-defined]
        donnees["version"] = feuille.declaration.version
        for place in feuille.places:
            tapee = any(donnees.get(f"{place.contrat.pk}-{nom}") for nom in HEURES)
            if place.ligne is not None and (tapee or donnees.get(f"{place.contrat.pk}-version")):
                donnees[f"{place.contrat.pk}-version"] = place.ligne.version
            donnees[f"{place.contrat.pk}-contrat_version"] = place.contrat.version
        self.data = donnees
        self._rendre_a_chaque_ligne()

    def _rendre_a_chaque_ligne(self) -> None:
        for ligne in self.lignes:
            ligne.data = self.data

    @property
    def reproches(self) -> list[tuple[str, str]]:
        """(ancre du champ, message) de tout ce qui est à reprendre, pour le résumé du haut."""
        generaux = [("", str(texte)) for texte in self.non_field_errors()]
        champs = [champ for form in (self, *self.lignes) for champ in form if champ.errors]
        return generaux + [(str(champ.id_for_label), str(texte)) for champ in champs for texte in champ.errors]


def cles_de_lignes(valeurs: list[str]) -> dict[UUID, int]:
    """{clé: version} des lignes choisies, envoyées sous la forme « clé:version ». Lève `PageMuette` si l'une ne se
    lit pas ainsi."""
    try:
        return {UUID(cle): int(version) for cle, _, version in (valeur.partition(":") for valeur in valeurs)}
    except ValueError as erreur:
        raise PageMuette() from erreur
