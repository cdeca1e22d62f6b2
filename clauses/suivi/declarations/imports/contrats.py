"""Vérifier l'export des contrats : chaque ligne est un contrat entier, avec le total de ses heures."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.rapport import CREE, INCHANGE, MODIFIE, LigneRefusee, Verdict, phrase_de_changement
from clauses.fond.socle.lecture import Ligne
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, en_date, lire_oui_non
from clauses.suivi.declarations.imports import cumuls, formats, vocabulaire
from clauses.suivi.declarations.imports.annuaire import Annuaire, fusionner, lire_personne, lire_statuts
from clauses.suivi.declarations.imports.contexte import ChaineDeClasseur
from clauses.suivi.declarations.imports.identites import identifier
from clauses.suivi.declarations.imports.repertoire import Fiche, Repertoire
from clauses.suivi.declarations.imports.transmission import valider_la_reprise
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from regles.publics import CRITERES

AVENIR = timedelta(days=10 * 366)


class VerificationContrats(ChaineDeClasseur):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.repertoire, self.annuaire = Repertoire(self.contexte), Annuaire(self.contexte)
        self.identites = identifier(self.classeur.tableau, self.contexte)
        self.cumuls = cumuls.Cumuls()
        self.contrats: dict[UUID, ContratInsertion] = {}
        self.contrats_du_fichier: list[UUID] = []

    def rapprocher(self, paquet: Sequence[Ligne]) -> None:
        connus = {cle for ligne in paquet if (cle := self.identites[ligne.numero].contrat)}
        self.contrats = ContratInsertion.objects.select_related("employeur").in_bulk(connus)
        self.cumuls = cumuls.Cumuls()
        self.cumuls.lire(connus)

    def libelle(self, ligne: Ligne) -> str:
        return _libelle(ligne)

    def apres_ecriture(self, crees: set[Cle]) -> None:
        self.annuaire.noter_ecrites(crees)

    def conclure(self, motif: str) -> Sequence[str]:
        """Les cumuls que l'ancien outil avait validés le sont ici, si les règles le permettent."""
        if not self.contexte.est_deja_valide:
            return ()
        return valider_la_reprise(self.contrats_du_fichier, self.contexte, motif).phrases

    def juger(self, ligne: Ligne) -> Verdict:
        identite = self.identites[ligne.numero]
        cellules = Cellules(ligne, self.classeur.format.connues)
        limite = self.contexte.jour + AVENIR
        debut = cellules.date(formats.DEBUT_CONTRAT, maximum=limite, obligatoire=True)
        fin = cellules.date(formats.FIN_CONTRAT, maximum=limite)
        assert debut is not None
        if fin is not None and fin < debut:
            raise LigneRefusee(
                formats.FIN_CONTRAT,
                en_date(fin),
                f"la fin précède le début ({en_date(debut)}).",
                "Corriger l'une des deux dates.",
            )
        cumul = cumuls.lire_cumul(cellules, debut, fin, self.contexte)
        connu = self.contrats.get(identite.contrat) if identite.contrat else None
        if connu is not None and connu.est_annule:
            motif = f"Ce contrat, déjà repris, a été annulé ici ({connu.motif_annulation})\u00a0: il le reste."
            return Verdict(ligne.numero, INCHANGE, _libelle(ligne), motif)
        if connu is not None:
            return self._completer(ligne, cellules, connu, cumul, fin)
        return self._creer(ligne, cellules, identite.cle, cumul, debut, fin)

    def _creer(
        self, ligne: Ligne, cellules: Cellules, cle: str, cumul: cumuls.CumulLu, debut: date, fin: date | None
    ) -> Verdict:
        employeur, utilisatrice, valeurs = self._valeurs(cellules, fin)
        lot = self._lot(cellules)
        personne, prescripteur = lire_personne(cellules, self.repertoire, self.contexte.jour)
        codes = lire_statuts(cellules)
        pk = self.annuaire.trouver(personne)
        change = self.annuaire.completer(pk, personne)[0] if pk else None
        participant = self.annuaire.neuves.get(pk) if pk else self.annuaire.ajouter(_nommer(personne, cle, cellules))
        pk = pk or participant.pk
        criteres = self.annuaire.noter(pk, codes)
        contrat = ContratInsertion(
            participant_id=pk, employeur_id=employeur.pk, date_debut=debut, cle_import=cle, **valeurs
        )
        attribution = self.repertoire.attribution(lot, (utilisatrice, employeur))
        affectation = AffectationLot(contrat_id=contrat.pk, lot_id=lot.pk, attribution_id=attribution)
        heures = [cumuls.nouvelle_ligne(cumul, contrat.pk, lot.pk)] if cumul.total else []
        neuves = fusionner(
            employeur.neuves,
            utilisatrice.neuves if utilisatrice else (),
            lot.neuves,
            prescripteur,
            [participant] if participant else [],
            criteres,
            [contrat, affectation],
            heures,
        )
        self.acter(neuves, (change,) if change else ())
        self.contrats_du_fichier.append(contrat.pk)
        return Verdict(ligne.numero, CREE, _libelle(ligne), " ".join(cellules.remarques))

    def _completer(
        self, ligne: Ligne, cellules: Cellules, connu: ContratInsertion, cumul: cumuls.CumulLu, fin: date | None
    ) -> Verdict:
        _, utilisatrice, lues = self._valeurs(cellules, fin)
        neuf = {nom: v for nom, v in lues.items() if v not in ("", None) and getattr(connu, nom) != v}
        if lues["type_contrat"] == ContratInsertion.TypeContrat.AUTRE:
            neuf.pop("type_contrat", None)
        _verifier_les_dates(connu, neuf)
        lignes = self.cumuls.lignes[connu.pk]
        repris = self.cumuls.repris(connu.pk)
        autres = [x for x in lignes if x.depuis is None]
        creations: list[Any] = []
        if utilisatrice and "entreprise_utilisatrice_id" in neuf:
            creations += utilisatrice.neuves
        modifications, mots = [], []
        if repris is not None:
            change, texte = cumuls.comparer(cumul, repris, fin, autres)
            modifications += [change] if change else []
            mots += [texte] if texte else []
        elif cumul.total:
            cumuls.refuser_les_mois_declares(cumul, cumul.mois, cumul.depuis, autres)
            lots = self.cumuls.lots[connu.pk] or [self._lot(cellules).pk]
            creations.append(cumuls.nouvelle_ligne(cumul, connu.pk, lots[0]))
            mots.append("heures")
        personne, prescripteur = lire_personne(cellules, self.repertoire, self.contexte.jour)
        codes = lire_statuts(cellules)
        change, textes = self.annuaire.completer(connu.participant_id, personne)
        criteres = self.annuaire.noter(connu.participant_id, codes)
        mots += textes + [CRITERES[c.code].libelle for c in criteres]
        if neuf:
            modifications.append(Modification(ContratInsertion, connu.pk, connu.version, neuf))
            mots += [str(ContratInsertion._meta.get_field(nom.removesuffix("_id")).verbose_name) for nom in neuf]
        modifications += [change] if change else []
        self.contrats_du_fichier.append(connu.pk)
        if not mots:
            return Verdict(ligne.numero, INCHANGE, _libelle(ligne), " ".join(cellules.remarques))
        self.acter(fusionner(creations, prescripteur if change else (), criteres), modifications)
        return Verdict(ligne.numero, MODIFIE, _libelle(ligne), phrase_de_changement(mots, cellules.remarques))

    def _valeurs(self, cellules: Cellules, fin: date | None) -> tuple[Fiche, Fiche | None, dict[str, Any]]:
        modalite, nature = _modalite(cellules)
        nom, siret = cellules.texte(formats.EMPLOYEUR, obligatoire=True), cellules.siret(formats.SIRET)
        employeur = self.repertoire.structure(formats.EMPLOYEUR, nom, siret, nature)
        utilisatrice = self._structure(cellules, formats.UTILISATRICE, formats.SIRET_UTILISATRICE)
        code_rome, metier = vocabulaire.metier(cellules.texte(formats.METIER), cellules.texte(formats.APPELLATION))
        if modalite == ContratInsertion.Modalite.MISE_A_DISPOSITION and utilisatrice is None:
            cellules.remarquer("L'entreprise utilisatrice n'est pas dite\u00a0: à compléter.")
        return (
            employeur,
            utilisatrice,
            {
                "entreprise_utilisatrice_id": utilisatrice.pk if utilisatrice else None,
                "modalite": modalite,
                "type_contrat": _type(cellules),
                "code_rome": code_rome,
                "metier": metier,
                "date_fin": fin,
                "motif_fin": _motif_de_fin(cellules) if fin else "",
                "contrat_apres": _apres(cellules),
            },
        )

    def _lot(self, cellules: Cellules) -> Fiche:
        marche = cellules.texte(formats.MARCHE, 1000, obligatoire=True)
        donneur = self._structure(cellules, formats.MAITRE_OUVRAGE, formats.SIRET_MAITRE_OUVRAGE)
        operation = self.repertoire.operation(
            cellules.texte(formats.OPERATION) or marche[:250],
            donneur,
            self.repertoire.programme(cellules.texte(formats.PROGRAMME)),
            est_anru=bool(_oui_non(cellules, formats.ANRU)),
            charge=cellules.texte(formats.COLLABORATEUR),
        )
        return self.repertoire.lot(self.repertoire.marche(operation, marche), cellules.texte(formats.LOT, 20))

    def _structure(self, cellules: Cellules, champ: str, champ_siret: str) -> Fiche | None:
        nom, siret = cellules.texte(champ), cellules.siret(champ_siret)
        return self.repertoire.structure(champ, nom or siret or "", siret) if nom or siret else None


def _verifier_les_dates(connu: ContratInsertion, neuf: dict[str, Any]) -> None:
    fin = neuf.get("date_fin")
    if fin is not None and fin < connu.date_debut:
        motif = f"la fin précède le début noté ici ({en_date(connu.date_debut)})."
        raise LigneRefusee(formats.FIN_CONTRAT, en_date(fin), motif, "Corriger le contrat, ou la date du fichier.")


def _modalite(cellules: Cellules) -> tuple[str, str]:
    texte = cellules.texte(formats.MODALITE, obligatoire=True)
    lue = vocabulaire.modalite(cle_de_texte(texte))
    if lue is None:
        raise LigneRefusee(
            formats.MODALITE,
            texte,
            "cette modalité n'est pas connue.",
            f"Écrire l'une de celles-ci : {vocabulaire.modalites_admises()}.",
        )
    return lue


def _type(cellules: Cellules) -> str:
    texte = cellules.texte(formats.TYPE)
    trouve = vocabulaire.type_de_contrat(cle_de_texte(texte))
    if trouve is None:
        dit = f"« {texte} » n'est pas reconnu" if texte else "n'est pas renseigné"
        cellules.remarquer(f"Le type de contrat {dit} : noté « Autre ».")
    return trouve or str(ContratInsertion.TypeContrat.AUTRE)


def _motif_de_fin(cellules: Cellules) -> str:
    cle = cellules.cle(formats.MOTIF_FIN)
    return (vocabulaire.motif_de_fin(cle) or str(ContratInsertion.MotifFin.AUTRE)) if cle else ""


def _apres(cellules: Cellules) -> str:
    reponse = _oui_non(cellules, formats.APRES)
    return "" if reponse is None else "oui" if reponse else "non"


def _oui_non(cellules: Cellules, champ: str) -> bool | None:
    try:
        return lire_oui_non(cellules.brute(champ))
    except CelluleInvalide as erreur:
        cellules.remarquer(f"{champ} : {erreur.message} Laissé de côté.")
        return None


def _nommer(lues: dict[str, Any], cle: str, cellules: Cellules) -> dict[str, Any]:
    """Une personne que l'export ne nomme pas reçoit un nom de reprise, stable ; son âge est gardé en observation."""
    if lues.get("nom") and lues.get("prenom"):
        return lues
    age = cellules.nombre(formats.AGE, 120)
    if lues.get("dossier"):
        identite = {"prenom": "Dossier", "nom": lues["dossier"]}
    else:
        identite = {"prenom": "Personne reprise", "nom": f"n° {cle[:8]}-{cle.rsplit(':', 1)[1]}"}
    observation = f"Âge noté dans l'ancien outil : {age:.0f} ans." if age is not None else ""
    return {**lues, **identite, "observation": observation}


def _libelle(ligne: Ligne) -> str:
    champs = (formats.PRENOM, formats.NOM, formats.EMPLOYEUR, formats.MARCHE)
    prenom, nom, employeur, marche = (str(ligne.cellules.get(c) or "").strip() for c in champs)
    debut = ligne.cellules.get(formats.DEBUT_CONTRAT)
    depuis = f"depuis le {en_date(debut)}" if isinstance(debut, date) else ""
    morceaux = (f"{prenom} {nom}".strip(), employeur, marche, depuis)
    return " · ".join(m[:60] for m in morceaux if m) or "Ligne sans contenu"
