"""Vérifier notre classeur « heures du mois » : chaque ligne vise un contrat par sa clé, pour un mois.

Rien n'est écrit ici. Les valeurs déjà rencontrées (mois, nombres) sont mémorisées : un classeur de 50 000
lignes en répète peu de différentes.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.cellules import refuser_les_erreurs
from clauses.fond.socle.imports.copie import Creation, cles_neuves
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, MODIFIE, LigneRefusee, Verdict
from clauses.fond.socle.lecture import Ligne
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    contient_nir,
    en_date,
    en_heures,
    est_formule,
    est_vide,
    lire_heures,
    lire_mois,
    lire_siret,
    lire_texte,
)
from clauses.fond.structures.etablissements import meme_entreprise, reconnue
from clauses.suivi.declarations.imports.contexte import ChaineDeClasseur
from clauses.suivi.declarations.imports.formats import (
    ACCOMPAGNEMENT,
    CLE,
    FORMATION,
    MOIS,
    NOM,
    OBSERVATION,
    PRENOM,
    SIRET,
    TRAVAILLEES,
)
from clauses.suivi.declarations.imports.mots_du_mois import Heures, changement, ecrit, heures_en_mots, libelle_de
from clauses.suivi.declarations.imports.places import Cle, Connue, Mois, Place, Places, meme_nom
from clauses.suivi.declarations.imports.transmission import transmettre_les_mois
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from regles.calendrier import dernier_du_mois, jours_communs
from regles.execution import impossible_au_dela
from regles.typographie import accorder, jour_en_mots, mois_en_mots

PREMIER_MOIS = date(2000, 1, 1)
RETELECHARGER = "Télécharger de nouveau le classeur du mois, et n'y changer que les heures."
SAISISSABLES = frozenset({LigneHeures.Etat.BROUILLON, LigneHeures.Etat.SOUMISE, LigneHeures.Etat.A_CORRIGER})
SOUMISE, IMPORT = str(LigneHeures.Etat.SOUMISE), str(LigneHeures.Source.IMPORT)
ZERO = Decimal(0)
CHAMPS_DES_HEURES = ("heures_travaillees", "heures_formation", "heures_accompagnement")


class VerificationMensuelle(ChaineDeClasseur):
    """Les lignes du classeur, et les mémoires de leur vérification."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.places = Places(self.contexte.porteuse_id)
        self.mois_a_transmettre: set[Cle] = set()
        self._cles = cles_neuves()
        self._vues: dict[tuple[Cle, date], int] = {}
        self._mois_lus: dict[object, date | CelluleInvalide] = {}
        self._heures_lues: dict[float, Decimal | None] = {}
        self._sirets_lus: dict[object, str | None] = {}
        self._limites: dict[date, tuple[date, Decimal]] = {}
        self._mots: dict[date, str] = {}

    def rapprocher(self, paquet: Sequence[Ligne]) -> None:
        mois = {m for ligne in paquet if (m := self._mois_si_lisible(ligne.cellules.get(MOIS)))}
        self.places.lire({str(ligne.cellules.get(CLE, "")) for ligne in paquet}, sorted(mois))

    def libelle(self, ligne: Ligne) -> str:
        return libelle_de(ligne.cellules)

    def conclure(self, motif: str) -> Sequence[str]:
        """Les mois où personne ne manque sont transmis."""
        transmis = transmettre_les_mois(self.mois_a_transmettre, self.contexte, motif)
        return [f"{accorder(transmis, 'mois complet transmis', 'mois complets transmis')}."] if transmis else []

    def juger(self, ligne: Ligne) -> Verdict:
        verdict, place = self._verdict(ligne), self.places.par_cle[str(ligne.cellules[CLE])]
        autre = self._autre_etablissement(ligne.cellules, place)
        return verdict._replace(motif=" ".join(filter(None, (verdict.motif, autre)))) if autre else verdict

    def _verdict(self, ligne: Ligne) -> Verdict:
        cellules = ligne.cellules
        if ligne.anomalie:
            raise LigneRefusee("", "", ligne.anomalie, "Corriger cette ligne dans un tableur.")
        refuser_les_erreurs(ligne, self.classeur.format.connues)
        place = self._place(cellules)
        mois = self._mois(cellules.get(MOIS))
        libelle = f"{place.prenom} {place.nom}, {self._mois_en_mots(mois)}"
        heures = self._heures(cellules)
        premiere = self._vues.setdefault((place.affectation, mois), ligne.numero)
        if premiere != ligne.numero:
            motif = f"ce contrat et ce mois sont déjà à la ligne {premiere} du fichier."
            raise LigneRefusee(CLE, cellules[CLE], motif, "Garder une seule de ces deux lignes.")
        connue = self.places.lignes.get((place.contrat, place.lot, mois))
        observation = self._observation(cellules.get(OBSERVATION), connue)
        ouvert = self.places.mois_de(place, mois)
        if heures is None:
            return Verdict(ligne.numero, INCHANGE, libelle, "Aucune heure écrite\u00a0: rien ne change.")
        if ouvert is not None:
            self.mois_a_transmettre.add(ouvert.pk)
        if connue is not None and heures == connue[3:6] and observation == connue.observation:
            return Verdict(ligne.numero, INCHANGE, libelle)
        self._verifier(place, mois, heures, observation)
        self._verifier_le_droit_d_ecrire(place, mois, connue, ouvert)
        if self.ecriture is not None:
            self._ecrire(place, mois, heures, observation, connue, ouvert.pk if ouvert is not None else None)
        if connue is None:
            return Verdict(ligne.numero, CREE, f"{libelle}\u00a0: {heures_en_mots(heures)}")
        return Verdict(ligne.numero, MODIFIE, libelle, changement(connue, heures))

    def _ecrire(
        self, place: Place, mois: date, heures: Heures, observation: str, connue: Connue | None, declaration: Cle | None
    ) -> None:
        """Demande la ligne d'heures, neuve ou changée."""
        valeurs: dict[str, Any] = dict(zip(CHAMPS_DES_HEURES, heures, strict=True))
        valeurs |= {"observation": observation, "etat": SOUMISE}
        if connue is None:
            valeurs |= {"contrat_id": place.contrat, "lot_id": place.lot, "declaration_id": declaration, "mois": mois}
            valeurs["source"] = IMPORT
            self.acter((Creation(LigneHeures, next(self._cles), valeurs),))
            return
        if connue.declaration is None and declaration is not None:
            valeurs["declaration_id"] = declaration
        # Ce qu'un facilitateur demandait de corriger l'est : le motif de sa demande ne reste pas.
        valeurs["motif"] = ""
        self.acter((), [Modification(LigneHeures, UUID(connue.pk), connue.version, valeurs)])

    def _place(self, cellules: dict[str, object]) -> Place:
        cle = cellules.get(CLE, "")
        place = self.places.par_cle.get(cle)  # type: ignore[call-overload]
        if place is None:
            if est_vide(cle):
                raise LigneRefusee(
                    CLE, "", "la clé manque\u00a0: on ne sait pas de quel contrat il s'agit.", RETELECHARGER
                )
            motif = "cette clé n'est celle d'aucun contrat en cours de votre structure."
            raise LigneRefusee(CLE, cle, motif, RETELECHARGER)
        for champ, connu in ((NOM, place.nom), (PRENOM, place.prenom)):
            ecrit = cellules.get(champ, "")
            if ecrit != connu and not est_vide(ecrit) and not meme_nom(str(ecrit), connu):
                motif = (
                    f"la clé de cette ligne est celle du contrat de {place.prenom} {place.nom}\u00a0: lignes décalées ?"
                )
                raise LigneRefusee(champ, ecrit, motif, RETELECHARGER)
        siret = self._siret_lu(cellules, place)
        if siret and not meme_entreprise(siret, place.siret):
            motif = f"l'employeur de ce contrat est {place.employeur} ({place.siret or 'SIRET à compléter'})."
            raise LigneRefusee(
                SIRET, cellules[SIRET], motif, "Remettre le SIRET du classeur téléchargé, ou corriger le contrat."
            )
        return place

    def _siret_lu(self, cellules: dict[str, object], place: Place) -> str:
        """Le SIRET que la ligne écrit, s'il n'est pas celui de l'employeur."""
        siret = cellules.get(SIRET, "")
        lu = None if siret in ("", place.siret) else self._siret(siret)
        return lu if lu and lu != place.siret else ""

    def _autre_etablissement(self, cellules: dict[str, object], place: Place) -> str:
        """La même entreprise sous un autre établissement, que sa fiche ne dit pas avoir quitté."""
        lu = self._siret_lu(cellules, place)
        if not lu or place.siret is None or lu in self.places.quittes:
            return ""
        return reconnue(place.employeur, place.siret, lu)

    def _mois_en_mots(self, mois: date) -> str:
        mots = self._mots.get(mois)
        if mots is None:
            mots = self._mots[mois] = mois_en_mots(mois)
        return mots

    def _siret(self, valeur: object) -> str | None:
        if valeur not in self._sirets_lus:
            try:
                self._sirets_lus[valeur] = lire_siret(valeur)
            except CelluleInvalide as erreur:
                raise LigneRefusee.de_cellule(SIRET, valeur, erreur) from erreur
        return self._sirets_lus[valeur]

    def _mois_si_lisible(self, valeur: object) -> date | None:
        lu = self._mois_lus.get(valeur)
        if lu is None:
            try:
                lu = lire_mois(valeur, minimum=PREMIER_MOIS, maximum=self.contexte.jour, obligatoire=True)
            except CelluleInvalide as erreur:
                lu = erreur
            self._mois_lus[valeur] = lu
        return lu if isinstance(lu, date) else None

    def _mois(self, valeur: object) -> date:
        mois = self._mois_si_lisible(valeur)
        if mois is None:
            erreur = self._mois_lus[valeur]
            assert isinstance(erreur, CelluleInvalide)
            raise LigneRefusee.de_cellule(MOIS, ecrit(valeur), erreur)
        return mois

    def _heures(self, cellules: dict[str, object]) -> Heures | None:
        """Les trois nombres d'heures ; `None` si aucune case n'est remplie."""
        travaillees = self._nombre(TRAVAILLEES, cellules.get(TRAVAILLEES, ""))
        formation = self._nombre(FORMATION, cellules.get(FORMATION, ""))
        accompagnement = self._nombre(ACCOMPAGNEMENT, cellules.get(ACCOMPAGNEMENT, ""))
        if travaillees is None and formation is None and accompagnement is None:
            return None
        return travaillees or ZERO, formation or ZERO, accompagnement or ZERO

    def _nombre(self, champ: str, valeur: object) -> Decimal | None:
        if valeur == "":
            return None
        if type(valeur) is float and (connue := self._heures_lues.get(valeur)) is not None:
            return connue
        try:
            lue = lire_heures(valeur, minimum=0)
        except CelluleInvalide as erreur:
            raise LigneRefusee.de_cellule(champ, valeur, erreur) from erreur
        if type(valeur) is float:
            self._heures_lues[valeur] = lue
        return lue

    def _observation(self, valeur: object, connue: Connue | None) -> str:
        if valeur in ("", None) or (connue is not None and valeur == connue.observation):
            return str(valeur or "")  # ce qui est déjà écrit ici revient tel quel, quel qu'il soit
        if isinstance(valeur, str) and est_formule(valeur.strip()):
            raise LigneRefusee(
                OBSERVATION,
                valeur,
                "une formule de tableur n'est pas une observation.",
                "Écrire un texte qui ne commence ni par =, ni par +, ni par @.",
            )
        try:
            texte = lire_texte(valeur, longueur_max=250)
        except CelluleInvalide as erreur:
            raise LigneRefusee.de_cellule(OBSERVATION, valeur, erreur) from erreur
        if contient_nir(texte):
            raise LigneRefusee(
                OBSERVATION,
                "(masqué)",
                "ce texte ressemble à un numéro de sécurité sociale.",
                "Le retirer\u00a0: la clause n'a pas le droit de le recueillir.",
            )
        return texte

    def _verifier(self, place: Place, mois: date, heures: Heures, observation: str) -> None:
        """Les heures tiennent dans le contrat et dans le mois."""
        total = heures[0] + heures[1] + heures[2]
        if mois not in self._limites:
            fin_du_mois = dernier_du_mois(mois)
            jours = (fin_du_mois - mois).days + 1
            self._limites[mois] = (fin_du_mois, impossible_au_dela(jours, mois).heures)
        fin_du_mois, maximum = self._limites[mois]
        if place.debut > mois or (place.fin is not None and place.fin < fin_du_mois):
            jours = jours_communs(mois, fin_du_mois, place.debut, place.fin)
            if jours == 0:
                fin = f" au {jour_en_mots(place.fin)}" if place.fin else ""
                motif = f"{mois_en_mots(mois)} est hors du contrat (du {jour_en_mots(place.debut)}{fin})."
                raise LigneRefusee(MOIS, en_date(mois), motif, "Retirer la ligne, ou corriger les dates du contrat.")
            maximum = impossible_au_dela(jours, mois).heures
        if total > maximum:
            motif = f"{en_heures(total)} en {mois_en_mots(mois)}, c'est impossible ({en_heures(maximum)} au plus)."
            raise LigneRefusee(TRAVAILLEES, en_heures(total), motif, "Vérifier le nombre, par exemple 104 ou 7h30.")
        if total == 0 and not observation:
            raise LigneRefusee(OBSERVATION, "", "zéro heure sans raison.", "Dire en quelques mots pourquoi.")

    def _verifier_le_droit_d_ecrire(self, place: Place, mois: date, connue: Connue | None, ouvert: Mois | None) -> None:
        if connue is not None and connue.etat not in SAISISSABLES:
            etat = LigneHeures.Etat(connue.etat).label.lower()
            remede = "La rouvrir sur l'écran du mois, avec un motif, puis redéposer le fichier."
            raise LigneRefusee(
                MOIS, en_date(mois), f"cette ligne est {etat}\u00a0: un fichier ne la change plus.", remede
            )
        if ouvert is not None and ouvert.etat == DeclarationMensuelle.Etat.VALIDEE:
            raison = "déclaré sans heures" if ouvert.est_neant else "validé"
            raise LigneRefusee(
                MOIS,
                en_date(mois),
                f"{mois_en_mots(mois)} est {raison} pour ce lot.",
                "Rouvrir le mois, avec un motif, puis redéposer le fichier.",
            )
        if mois in self.places.repris.get((place.contrat, place.lot), ()):
            raise LigneRefusee(
                MOIS,
                en_date(mois),
                "ce mois est déjà dans un cumul repris de l'ancien outil.",
                "Corriger le cumul, ou retirer cette ligne.",
            )
