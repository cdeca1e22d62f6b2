"""Vérifier l'export des participants : une ligne crée une personne, ou complète celle que l'on connaît."""

from typing import Any

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, MODIFIE, Verdict, phrase_de_changement
from clauses.fond.socle.lecture import Ligne
from clauses.suivi.declarations.imports.annuaire import Annuaire, fusionner
from clauses.suivi.declarations.imports.contexte import ChaineDeClasseur
from clauses.suivi.declarations.imports.formats import DOSSIER, NOM, PRENOM
from clauses.suivi.declarations.imports.identite_lue import lire_personne, lire_statuts
from clauses.suivi.declarations.imports.ouvertures import dire_les_fiches
from clauses.suivi.declarations.imports.questions import CONTRAT, PERSONNE, reponse
from clauses.suivi.declarations.imports.repertoire import Repertoire
from regles.publics import CRITERES


class VerificationPersonnes(ChaineDeClasseur):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.repertoire, self.annuaire = Repertoire(self.contexte), Annuaire(self.contexte)

    def libelle(self, ligne: Ligne) -> str:
        lus = [str(ligne.cellules.get(champ) or "").strip() for champ in (PRENOM, NOM)]
        dossier = str(ligne.cellules.get(DOSSIER) or "").strip().removesuffix(".0")
        nom = " ".join(m for m in lus if m) or "Personne sans nom"
        return f"{nom[:100]}{f' (dossier {dossier[:40]})' if dossier else ''}"

    def apres_ecriture(self, crees: set[Cle]) -> None:
        self.annuaire.noter_ecrites(crees)
        self.repertoire.noter_ecrites(crees)

    def _reponse(self, ligne: Ligne) -> str | None:
        """Ici, une ligne ne pose qu'une question : « 3 » vaut « 3p »."""
        dites = (reponse(self.contexte.reponses, ligne.numero, sur) for sur in (PERSONNE, CONTRAT))
        return next((dite for dite in dites if dite), None)

    def juger(self, ligne: Ligne) -> Verdict:
        cellules = Cellules(ligne, self.classeur.format.connues)
        for champ in (NOM, PRENOM):
            cellules.texte(champ, 80, obligatoire=True)
        lues, neuves = lire_personne(cellules, self.repertoire, self.contexte.jour)
        codes = lire_statuts(cellules, self.contexte.arrete_au)
        pk = self.annuaire.reconnaitre(lues, cellules, self._reponse(ligne))
        if pk is None:
            personne = self.annuaire.ajouter(lues)
            criteres = self.annuaire.noter(personne.pk, codes)
            self.acter(fusionner(neuves, [personne], criteres), dire=dire_les_fiches)
            return Verdict(ligne.numero, CREE, self.libelle(ligne), " ".join(cellules.remarques))
        modification, mots = self.annuaire.completer(pk, lues, cellules)
        criteres = self.annuaire.noter(pk, codes)
        mots += [CRITERES[critere.code].libelle for critere in criteres]
        if not mots:
            return Verdict(ligne.numero, INCHANGE, self.libelle(ligne), " ".join(cellules.remarques))
        deja = [self.annuaire.neuves[pk]] if pk in self.annuaire.neuves else []
        self.acter(fusionner(neuves, deja, criteres), (modification,) if modification else (), dire_les_fiches)
        return Verdict(ligne.numero, MODIFIE, self.libelle(ligne), phrase_de_changement(mots, cellules.remarques))
