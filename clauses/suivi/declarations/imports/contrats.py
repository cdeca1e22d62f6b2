"""Vérifier l'export des contrats : chaque ligne est un contrat entier, avec le total de ses heures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.copie import Cle
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.imports.mois_d_abord import MoisDAbord
from clauses.fond.socle.imports.rapport import (
    CREE,
    INCHANGE,
    MODIFIE,
    Issue,
    LigneRefusee,
    Verdict,
    phrase_de_changement,
)
from clauses.fond.socle.lecture import Ligne
from clauses.fond.socle.valeurs import en_date
from clauses.suivi.declarations.doubles import ContratDit, Lien, numero_de_lot
from clauses.suivi.declarations.imports import cumuls, formats, mots_du_contrat, vocabulaire
from clauses.suivi.declarations.imports.annuaire import Annuaire, fusionner
from clauses.suivi.declarations.imports.contexte import ChaineDeClasseur
from clauses.suivi.declarations.imports.doublons import (
    Connu,
    Doublons,
    Trouve,
    qui_est,
)
from clauses.suivi.declarations.imports.identite_lue import lire_personne, lire_statuts, nommer
from clauses.suivi.declarations.imports.identites import Identite, identifier
from clauses.suivi.declarations.imports.ouvertures import dire_les_fiches, dire_un_contrat
from clauses.suivi.declarations.imports.questions import CONTRAT, DISTINCT, MEME, PERSONNE, ADire, reponse
from clauses.suivi.declarations.imports.repertoire import Fiche, Repertoire
from clauses.suivi.declarations.imports.transmission import valider_la_reprise
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from regles.publics import CRITERES

AVENIR = timedelta(days=10 * 366)


@dataclass(frozen=True)
class Lue:
    """Une ligne de l'export, lue et pas encore jugée. `neuves` : les fiches dont sa `personne` dépend."""

    ligne: Ligne
    cellules: Cellules
    identite: Identite
    debut: date
    fin: date | None
    cumul: cumuls.CumulLu
    personne: dict[str, Any]
    neuves: tuple[Any, ...]

    def dit(self, fiche: UUID | None) -> ContratDit:
        """Le contrat de la ligne, pour le comparer. `fiche` : celle de la personne, si on la connaît."""
        cellules = self.cellules
        qui = qui_est(self.personne, fiche, self.identite.cle.split(":")[1])
        employeur, marche = cellules.texte(formats.EMPLOYEUR), cellules.texte(formats.MARCHE, 1000)
        operation, lot = cellules.texte(formats.OPERATION) or marche[:250], cellules.texte(formats.LOT, 20)
        siret = cellules.siret(formats.SIRET)
        heures = self.identite.heures
        return ContratDit(qui, self.debut, self.fin, employeur, marche, siret, operation, numero_de_lot(lot), heures)

    def verdict(self, issue: Issue, motif: str = "", change: Sequence[str] = ()) -> Verdict:
        remarques = list(dict.fromkeys(self.cellules.remarques))
        dit = phrase_de_changement(change, remarques) if change else " ".join(remarques)
        return Verdict(self.ligne.numero, issue, _libelle(self.ligne), motif or dit)


class VerificationContrats(ChaineDeClasseur):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.repertoire, self.annuaire = Repertoire(self.contexte), Annuaire(self.contexte)
        self.identites = identifier(self.classeur.tableau, self.contexte)
        dits = {dite.contrat: dite.heures for dite in self.identites.values() if dite.contrat}
        self.doublons = Doublons(self.contexte.porteuse_id, dits)
        self.mois_d_abord = MoisDAbord(self.classeur.tableau, formats.DATES)
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
        self.repertoire.noter_ecrites(crees | (self.ecriture.versions.keys() if self.ecriture else set()))

    def conclure(self, motif: str) -> Sequence[str]:
        """Les cumuls que l'ancien outil avait validés le sont ici, si les règles le permettent."""
        if not self.contexte.est_deja_valide:
            return ()
        return valider_la_reprise(self.contrats_du_fichier, self.contexte, motif).phrases

    def juger(self, ligne: Ligne) -> Verdict:
        lue = self._lire(ligne)
        connu = self.contrats.get(lue.identite.contrat) if lue.identite.contrat else None
        if connu is not None and connu.est_annule:
            motif = f"Ce contrat, déjà repris, a été annulé ici ({connu.motif_annulation})\u00a0: il le reste."
            return lue.verdict(INCHANGE, motif)
        if connu is not None:
            return self._completer(lue, connu)
        dit = lue.dit(self.annuaire.trouver(lue.personne))
        trouve = self.doublons.chercher(dit, lue.identite)
        if trouve is None or self._est_un_de_plus(lue, trouve):
            if dit.qui.fiche is None and dit.qui.nom:
                dite = reponse(self.contexte.reponses, ligne.numero, PERSONNE)
                dit = lue.dit(self.annuaire.reconnaitre(lue.personne, lue.cellules, dite))
            return self._creer(lue, dit)
        if trouve.connu is None or self.doublons.est_du_fichier(trouve.connu):
            return lue.verdict(INCHANGE, "Déjà compté par une autre ligne de ce fichier.")
        self.doublons.retrouver(trouve.connu.contrat)
        self.cumuls.lire([trouve.connu.contrat])
        deja = ContratInsertion.objects.select_related("employeur").get(pk=trouve.connu.contrat)
        return self._completer(lue, deja, cle="" if trouve.lien is Lien.MEME else lue.identite.cle)

    def _lire(self, ligne: Ligne) -> Lue:
        cellules = Cellules(ligne, self.classeur.format.connues)
        self.mois_d_abord.refuser(ligne)
        self.repertoire.commencer()
        limite = self.contexte.jour + AVENIR
        debut = cellules.date(formats.DEBUT_CONTRAT, maximum=limite, obligatoire=True)
        fin = mots_du_contrat.fin(cellules, limite)
        assert debut is not None
        if fin is not None and fin < debut:
            motif = f"la fin précède le début ({en_date(debut)})."
            raise LigneRefusee(formats.FIN_CONTRAT, en_date(fin), motif, "Corriger l'une des deux dates.")
        cumul = cumuls.lire_cumul(cellules, debut, fin, self.contexte)
        personne, neuves = lire_personne(cellules, self.repertoire, self.contexte.jour)
        return Lue(ligne, cellules, self.identites[ligne.numero], debut, fin, cumul, personne, neuves)

    def _est_un_de_plus(self, lue: Lue, trouve: Trouve) -> bool:
        """Faux si la ligne redit le contrat trouvé, à coup sûr ou parce que quelqu'un l'a dit. Lève `ADire` tant que
        personne n'a répondu."""
        # Ses heures seraient validées aussitôt : un contrat qui en recouvre un autre le dit d'abord à quelqu'un.
        a_part = not (self.contexte.est_deja_valide and trouve.entre_le)
        if trouve.lien is Lien.DIFFERENT and a_part:
            lue.cellules.remarquer(trouve.motif)
            return True
        if trouve.lien is Lien.MEME:
            return False
        dite = reponse(self.contexte.reponses, lue.ligne.numero, CONTRAT, a_propos_de=trouve.entre_le)
        if dite is None:
            raise ADire(trouve.motif)
        if dite == DISTINCT:
            lue.cellules.remarquer("Dit distinct : un contrat de plus.")
        return dite == DISTINCT

    def _creer(self, lue: Lue, dit: ContratDit) -> Verdict:
        employeur, utilisatrice, valeurs = self._valeurs(lue.cellules, lue.fin)
        lot = self._lot(lue.cellules)
        codes, pk, cle = lire_statuts(lue.cellules, lue.debut), dit.qui.fiche, lue.identite.cle
        change = self.annuaire.completer(pk, lue.personne, lue.cellules)[0] if pk else None
        nommee = lue.personne if pk else nommer(lue.personne, cle, lue.cellules)
        participant = self.annuaire.neuves.get(pk) if pk else self.annuaire.ajouter(nommee)
        pk = pk or participant.pk
        criteres = self.annuaire.noter(pk, codes)
        contrat = ContratInsertion(
            participant_id=pk, employeur_id=employeur.pk, date_debut=lue.debut, cle_import=cle, **valeurs
        )
        attribution = self.repertoire.attribution(lot, (utilisatrice, employeur))
        affectation = AffectationLot(contrat_id=contrat.pk, lot_id=lot.pk, attribution_id=attribution)
        heures = [cumuls.nouvelle_ligne(lue.cumul, contrat.pk, lot.pk)] if lue.cumul.total else []
        neuves = fusionner(
            employeur.neuves,
            utilisatrice.neuves if utilisatrice else (),
            lot.neuves,
            lue.neuves,
            [participant] if participant else [],
            criteres,
            [contrat, affectation],
            heures,
        )
        lieu, nom = self.repertoire.lieu(lot), self.repertoire.intitule(employeur)
        changes = [*self.repertoire.completees(), *([change] if change else [])]
        self.acter(neuves, changes, lambda n: dire_un_contrat(n, contrat, lieu, nom))
        self.contrats_du_fichier.append(contrat.pk)
        self.doublons.noter(Connu(dit._replace(qui=dit.qui._replace(fiche=pk)), contrat.pk, lue.ligne.numero))
        return lue.verdict(CREE)

    def _completer(self, lue: Lue, connu: ContratInsertion, cle: str = "") -> Verdict:
        """`cle` : celle que le contrat prend, quand quelqu'un a dit que la ligne, écrite autrement, le redit."""
        _, utilisatrice, lues = self._valeurs(lue.cellules, lue.fin)
        lues["cle_import"] = cle
        neuf = {nom: v for nom, v in lues.items() if v not in ("", None) and getattr(connu, nom) != v}
        if lues["type_contrat"] == ContratInsertion.TypeContrat.AUTRE:
            neuf.pop("type_contrat", None)
        _verifier_les_dates(connu, neuf)
        if not cle:  # personne n'a dit que c'est le même
            self.repertoire.refuser_un_autre_acheteur(lue.dit(None).operation, self._donneur(lue.cellules))
        modifications, creations, mots = self._heures(lue, connu)
        if utilisatrice and "entreprise_utilisatrice_id" in neuf:
            creations += utilisatrice.neuves
        change, textes = self.annuaire.completer(connu.participant_id, lue.personne, lue.cellules)
        criteres = self.annuaire.noter(connu.participant_id, lire_statuts(lue.cellules, lue.debut))
        mots += textes + [CRITERES[c.code].libelle for c in criteres]
        if neuf:
            modifications.append(Modification(ContratInsertion, connu.pk, connu.version, neuf))
            mots += [str(ContratInsertion._meta.get_field(nom.removesuffix("_id")).verbose_name) for nom in neuf]
        modifications += [change] if change else []
        if completees := self.repertoire.completees():
            modifications += completees
            mots.append("SIRET d'une structure")
        self.contrats_du_fichier.append(connu.pk)
        if not mots:
            return lue.verdict(INCHANGE)
        self.acter(fusionner(creations, lue.neuves if change else (), criteres), modifications, dire_les_fiches)
        return lue.verdict(MODIFIE, change=mots)

    def _heures(self, lue: Lue, connu: ContratInsertion) -> tuple[list[Modification], list[Any], list[str]]:
        """Ce que la ligne change aux heures d'un contrat connu : les changements, les lignes neuves, et en mots."""
        cumul, repris = lue.cumul, self.cumuls.repris(connu.pk)
        autres = [ligne for ligne in self.cumuls.lignes[connu.pk] if ligne.depuis is None]
        if repris is not None:
            peut_baisser = reponse(self.contexte.reponses, lue.ligne.numero, CONTRAT) == MEME
            change, mots = cumuls.comparer(cumul, repris, lue.fin, autres, peut_baisser=peut_baisser)
            return [change] if change else [], [], [mots] if mots else []
        if not cumul.total:
            return [], [], []
        cumuls.refuser_les_mois_declares(cumul, cumul.mois, cumul.depuis, autres)
        lots = self.cumuls.lots[connu.pk] or [self._lot(lue.cellules).pk]
        return [], [cumuls.nouvelle_ligne(cumul, connu.pk, lots[0])], ["heures"]

    def _valeurs(self, cellules: Cellules, fin: date | None) -> tuple[Fiche, Fiche | None, dict[str, Any]]:
        modalite, nature = mots_du_contrat.modalite(cellules)
        nom, siret = cellules.texte(formats.EMPLOYEUR, obligatoire=True), cellules.siret(formats.SIRET)
        employeur = self.repertoire.structure(formats.EMPLOYEUR, nom, siret, nature, dire=cellules.remarquer)
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
                "type_contrat": mots_du_contrat.type_de_contrat(cellules),
                "code_rome": code_rome,
                "metier": metier,
                "date_fin": fin,
                "motif_fin": mots_du_contrat.motif_de_fin(cellules) if fin else "",
                "contrat_apres": mots_du_contrat.contrat_apres(cellules),
            },
        )

    def _lot(self, cellules: Cellules) -> Fiche:
        marche = cellules.texte(formats.MARCHE, 1000, obligatoire=True)
        operation = self.repertoire.operation(
            cellules.texte(formats.OPERATION) or marche[:250],
            self._donneur(cellules),
            self.repertoire.programme(cellules.texte(formats.PROGRAMME)),
            est_anru=bool(mots_du_contrat.oui_non(cellules, formats.ANRU)),
            charge=cellules.texte(formats.COLLABORATEUR),
        )
        return self.repertoire.lot(self.repertoire.marche(operation, marche), cellules.texte(formats.LOT, 20))

    def _donneur(self, cellules: Cellules) -> Fiche | None:
        return self._structure(cellules, formats.MAITRE_OUVRAGE, formats.SIRET_MAITRE_OUVRAGE)

    def _structure(self, cellules: Cellules, champ: str, champ_siret: str) -> Fiche | None:
        nom, siret = cellules.texte(champ), cellules.siret(champ_siret)
        dite = nom or siret
        return self.repertoire.structure(champ, dite, siret, dire=cellules.remarquer) if dite else None


def _verifier_les_dates(connu: ContratInsertion, neuf: dict[str, Any]) -> None:
    fin = neuf.get("date_fin")
    if fin is not None and fin < connu.date_debut:
        motif = f"la fin précède le début noté ici ({en_date(connu.date_debut)})."
        raise LigneRefusee(formats.FIN_CONTRAT, en_date(fin), motif, "Corriger le contrat, ou la date du fichier.")


def _libelle(ligne: Ligne) -> str:
    champs = (formats.PRENOM, formats.NOM, formats.EMPLOYEUR, formats.MARCHE)
    prenom, nom, employeur, marche = (str(ligne.cellules.get(c) or "").strip() for c in champs)
    debut = ligne.cellules.get(formats.DEBUT_CONTRAT)
    depuis = f"depuis le {en_date(debut)}" if isinstance(debut, date) else ""
    morceaux = (f"{prenom} {nom}".strip(), employeur, marche, depuis)
    return " · ".join(m[:60] for m in morceaux if m) or "Ligne sans contenu"
