"""Vérifier l'export des participants : une ligne crée une personne, ou complète celle que l'on connaît."""

from typing import Any

from clauses.fond.socle.lecture import Ligne
from clauses.suivi.declarations.imports.actes import ActeFiches, Modification
from clauses.suivi.declarations.imports.annuaire import Annuaire, fusionner, lire_personne, lire_statuts
from clauses.suivi.declarations.imports.cellules import Cellules
from clauses.suivi.declarations.imports.contexte import PAQUET, Contexte, Suivi
from clauses.suivi.declarations.imports.formats import DOSSIER, NOM, PRENOM, Classeur
from clauses.suivi.declarations.imports.rapport import (
    CREE,
    INCHANGE,
    MODIFIE,
    LigneRefusee,
    Rapport,
    Sort,
    phrase_de_changement,
)
from clauses.suivi.declarations.imports.repertoire import Repertoire
from regles.publics import CRITERES


class VerificationPersonnes:
    def __init__(self, classeur: Classeur, contexte: Contexte) -> None:
        self.classeur, self.contexte = classeur, contexte
        self.repertoire, self.annuaire = Repertoire(contexte), Annuaire(contexte)
        self.rapport = Rapport(
            classeur.tableau.nom_fichier, classeur.format.modele, avertissements=list(classeur.avertissements)
        )

    def executer(self, suivre: Suivi) -> Rapport:
        for ligne in self.classeur.tableau:
            try:
                sort = self._juger(ligne)
            except LigneRefusee as refus:
                sort = Sort.refus(ligne.numero, _libelle(ligne), refus)
            self.rapport.sorts.append(sort)
            if len(self.rapport.sorts) % PAQUET == 0:
                suivre(len(self.rapport.sorts))
        return self.rapport

    def _juger(self, ligne: Ligne) -> Sort:
        cellules = Cellules(ligne, self.classeur.format.connues)
        for champ in (NOM, PRENOM):
            cellules.texte(champ, 80, obligatoire=True)
        lues, neuves = lire_personne(cellules, self.repertoire, self.contexte.jour)
        codes = lire_statuts(cellules)
        pk = self.annuaire.trouver(lues)
        if pk is None:
            personne = self.annuaire.ajouter(lues)
            criteres = self.annuaire.noter(personne.pk, codes)
            self._acter(fusionner(neuves, [personne], criteres), ())
            return Sort(ligne.numero, CREE, _libelle(ligne), " ".join(cellules.remarques))
        modification, mots = self.annuaire.completer(pk, lues)
        criteres = self.annuaire.noter(pk, codes)
        mots += [CRITERES[critere.code].libelle for critere in criteres]
        if not mots:
            return Sort(ligne.numero, INCHANGE, _libelle(ligne), " ".join(cellules.remarques))
        deja = [self.annuaire.neuves[pk]] if pk in self.annuaire.neuves else []
        self._acter(fusionner(neuves, deja, criteres), (modification,) if modification else ())
        return Sort(ligne.numero, MODIFIE, _libelle(ligne), phrase_de_changement(mots, cellules.remarques))

    def _acter(self, creations: tuple[Any, ...], modifications: tuple[Modification, ...]) -> None:
        self.rapport.actes.append(ActeFiches(len(self.rapport.sorts), creations, modifications))


def _libelle(ligne: Ligne) -> str:
    lus = [str(ligne.cellules.get(champ) or "").strip() for champ in (PRENOM, NOM)]
    dossier = str(ligne.cellules.get(DOSSIER) or "").strip().removesuffix(".0")
    nom = " ".join(m for m in lus if m) or "Personne sans nom"
    return f"{nom[:100]}{f' (dossier {dossier[:40]})' if dossier else ''}"
