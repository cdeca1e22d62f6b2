"""Après l'écriture : les mois complets sont transmis, et les heures déjà validées ailleurs le sont ici."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Min
from django.utils import timezone

from clauses.fond.socle.imports.paquets import par_paquets
from clauses.fond.socle.signature import signer
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.places import Places
from clauses.suivi.declarations.models import AffectationLot, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.validation import valider_lignes
from clauses.suivi.participants.models import CritereParticipant, Eligibilite
from regles.calendrier import dernier_du_mois
from regles.publics import PUBLICS
from regles.typographie import accorder

EtatDuMois = DeclarationMensuelle.Etat
A_TRANSMETTRE = (EtatDuMois.ATTENDUE, EtatDuMois.A_CORRIGER)
EN_MAINS = (LigneHeures.Etat.BROUILLON, LigneHeures.Etat.A_CORRIGER)
PAQUET = 200
MOTIF_ELIGIBILITE = "Éligibilité jugée dans l'outil précédent, reprise sans revoir les pièces."
SANS_PIECE = "Repris de l'outil précédent, sans pièce revue."
REGLE_REPRISE = "reprise de l'outil précédent"


def transmettre_les_mois(cles: Iterable[str], contexte: Contexte, motif: str) -> int:
    """Transmet, parmi ces mois, ceux dont personne ne manque. Rend leur nombre."""
    transmis = 0
    for paquet in par_paquets(sorted(cles), PAQUET):
        with signer(contexte.acteur, motif):
            ouverts = DeclarationMensuelle.objects.actifs().select_for_update().order_by("pk")
            mois = list(ouverts.filter(pk__in=paquet, etat__in=A_TRANSMETTRE))
            complets = _complets(mois, contexte)
            transmis += DeclarationMensuelle.objects.filter(pk__in=complets).update(
                etat=EtatDuMois.SOUMISE,
                est_neant=False,
                motif="",
                soumise_le=timezone.now(),
                version=F("version") + 1,
                modifie_le=timezone.now(),
            )
    return transmis


def _complets(mois: list[DeclarationMensuelle], contexte: Contexte) -> list[UUID]:
    """Les mois où chaque contrat attendu a sa ligne, et où aucune ligne n'est restée en brouillon."""
    places = Places(contexte.porteuse_id)
    lots = {declaration.lot_id for declaration in mois}
    places.lire_les_attributions({str(lot) for lot in lots})
    attendus: dict[tuple[UUID, str | None], list[tuple[UUID, date, date | None]]] = defaultdict(list)
    affectations = AffectationLot.objects.actifs().filter(lot_id__in=lots, contrat__annule_le__isnull=True)
    champs = ("lot_id", "attribution_id", "contrat_id", "contrat__date_debut", "contrat__date_fin")
    for lot, attribution, contrat, debut, fin in affectations.order_by().values_list(*champs):
        compte = places.compte_de(str(lot), str(attribution) if attribution else None)
        attendus[lot, compte].append((contrat, debut, fin))
    lignes = LigneHeures.objects.actifs().filter(lot_id__in=lots, mois__in={d.mois for d in mois})
    etats = {
        (lot, le_mois, contrat): etat
        for lot, le_mois, contrat, etat in lignes.order_by().values_list("lot_id", "mois", "contrat_id", "etat")
    }
    return [d.pk for d in mois if _est_complet(d, attendus[d.lot_id, str(d.attribution_id)], etats)]


def _est_complet(
    declaration: DeclarationMensuelle,
    attendus: list[tuple[UUID, date, date | None]],
    etats: dict[tuple[UUID, date, UUID], str],
) -> bool:
    dernier = dernier_du_mois(declaration.mois)
    presents = [
        etats.get((declaration.lot_id, declaration.mois, contrat))
        for contrat, debut, fin in attendus
        if debut <= dernier and (fin is None or fin >= declaration.mois)
    ]
    return bool(presents) and all(etat is not None and etat not in EN_MAINS for etat in presents)


@dataclass
class Validees:
    """Des cumuls repris : combien sont validés, combien restent à valider, et pourquoi."""

    validees: int = 0
    restantes: int = 0
    raisons: tuple[str, ...] = ()

    @property
    def phrases(self) -> list[str]:
        """« 12 cumuls validés, 3 restent à valider. » et ce qui retient ceux-là."""
        phrases = []
        if self.validees or self.restantes:
            restent = f", {accorder(self.restantes, 'reste', 'restent')} à valider" if self.restantes else ""
            phrases.append(f"{accorder(self.validees, 'cumul validé', 'cumuls validés')}{restent}.")
        if self.raisons:
            phrases.append(f"Ce qui les retient : {' ; '.join(self.raisons)}.")
        return phrases


def valider_la_reprise(contrats: Iterable[UUID], contexte: Contexte, motif: str) -> Validees:
    """Valide les cumuls de ces contrats par les règles du métier ; ce qu'elles bloquent reste à valider.

    L'éligibilité que personne n'a prononcée ici est reprise de l'ancien outil, et le dit.
    """
    bilan, raisons = Validees(), set()
    for paquet in par_paquets(contrats, PAQUET):
        with signer(contexte.acteur, motif):
            _reprendre_les_eligibilites(paquet)
            lignes = list(
                LigneHeures.objects.actifs()
                .filter(contrat_id__in=paquet, etat=LigneHeures.Etat.SOUMISE, depuis__isnull=False)
                .order_by("pk")
            )
            controles = controler(lignes)
            libres = [ligne.pk for ligne in lignes if not controles[ligne.pk].est_bloque]
            valider_lignes(libres, par=contexte.acteur)
            bilan.validees += len(libres)
            bilan.restantes += len(lignes) - len(libres)
            raisons |= {blocage for ligne in lignes for blocage in controles[ligne.pk].blocages}
    bilan.raisons = tuple(sorted(raisons)[:5])
    return bilan


def _reprendre_les_eligibilites(contrats: list[UUID]) -> None:
    """L'éligibilité que personne n'a prononcée ici, avec les statuts que l'ancien outil disait."""
    sans = list(
        LigneHeures.objects.actifs()
        .filter(contrat_id__in=contrats, etat=LigneHeures.Etat.SOUMISE, depuis__isnull=False)
        .exclude(contrat__participant__in=Eligibilite.objects.actifs().values("participant_id"))
        .order_by()
        .values_list("contrat__participant_id")
        .annotate(entree=Min("contrat__participant__contrats__date_debut"))
    )
    statuts: dict[UUID, list[str]] = defaultdict(list)
    notes = CritereParticipant.objects.actifs().filter(participant_id__in=[participant for participant, _ in sans])
    for participant, code in notes.order_by("code").values_list("participant_id", "code"):
        statuts[participant].append(code)
    Eligibilite.objects.bulk_create(
        Eligibilite(
            participant_id=participant,
            date_entree=entree,
            est_eligible=True,
            criteres=statuts[participant],
            version_regle=REGLE_REPRISE,
            decision=_decision_reprise(statuts[participant]),
        )
        for participant, entree in sans
    )


def _decision_reprise(codes: list[str]) -> dict[str, Any]:
    """La décision figée d'une éligibilité reprise, écrite comme celles que la règle rend."""
    criteres = [
        {"code": code, "libelle": PUBLICS.get(code, code), "retenu": True, "motif": SANS_PIECE, "reference": ""}
        for code in codes
    ]
    return {"motif": MOTIF_ELIGIBILITE, "version": REGLE_REPRISE, "criteres": criteres}
