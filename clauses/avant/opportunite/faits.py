"""Des fiches aux faits des règles : le projet, son étude, ses lots, et l'offre de l'annuaire autour de lui."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clauses.avant.opportunite.models import Etude
from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.annuaire.recherche import METIER_INCONNU, Proche, correspondance, proches
from clauses.fond.annuaire.secteurs import libelles, secteurs_du_cpv, secteurs_du_metier
from regles.opportunite.faits import DerogationDemandee, FaitsOpportunite
from regles.opportunite.recommandation import SANS_CLAUSE, DecisionRecommandation, recommandation
from regles.typographie import accorder, minuscule


@dataclass(frozen=True)
class OffreAutour:
    """Les structures de l'annuaire dans le rayon. `autour` vaut `None` quand on ne peut pas compter."""

    rayon_km: int
    autour: Sequence[Proche] | None
    pourquoi_pas: str = ""

    def compter(self, secteurs: Collection[str]) -> dict[str, int] | None:
        """{nature: nombre} dans ces métiers ; `None` si le lieu, le métier ou l'annuaire manque."""
        if not self.autour or not secteurs:
            return None
        compte: Counter[str] = Counter()
        for proche in self.autour:
            lien = correspondance(proche.fournisseur.nature, proche.fournisseur.secteurs, secteurs)
            if lien is not None and lien != METIER_INCONNU:
                compte[proche.fournisseur.nature] += 1
        # Un zéro compté n'est pas une absence de compte.
        return dict(compte) or {"ei": 0}

    def en_mots(self, secteurs: Collection[str]) -> str:
        """Ce qui a été compté, ou ce qui empêche de compter."""
        if self.pourquoi_pas:
            return self.pourquoi_pas
        if not secteurs:
            return "Le métier n'est pas connu : donnez le code CPV de l'achat ou le métier du lot."
        total = sum((self.compter(secteurs) or {}).values())
        metiers = ", ".join(minuscule(libelle) for libelle in libelles(secteurs))
        return (
            f"{accorder(total, 'structure')} à {self.rayon_km} km ou moins, dans le métier de l'achat ({metiers}). "
            "Le sourcing cherche, lui, dans le métier de chaque lot."
        )


@dataclass(frozen=True)
class Dossier:
    """Tout ce que l'étude d'un projet a lu, une fois."""

    projet: Projet
    etude: Etude
    lots: Sequence[LotProjet]
    offre: OffreAutour

    @property
    def conseil(self) -> DecisionRecommandation:
        """Le verdict sur l'achat entier."""
        return recommandation(faits_du_projet(self))

    def conseil_du_lot(self, lot: LotProjet) -> DecisionRecommandation:
        """Le verdict sur un lot : son CPV et son métier, le montant de tout l'achat."""
        return recommandation(faits_du_lot(self, lot))

    @property
    def conseils_a_suivre(self) -> list[tuple[LotProjet, str]]:
        """(lot, instrument conseillé) de chaque lot sans choix, quand un instrument convient."""
        sans_choix = [lot for lot in self.lots if not hasattr(lot, "choix_d_instrument")]
        conseils = [(lot, self.conseil_du_lot(lot).instrument) for lot in sans_choix]
        return [(lot, conseil) for lot, conseil in conseils if conseil != SANS_CLAUSE]


def dossier_de(projet: Projet) -> Dossier:
    """L'étude (non enregistrée si elle n'est pas ouverte), les lots actifs, l'offre : quatre requêtes au plus."""
    etude = Etude.objects.defer("contenu").select_related("close_par").filter(projet=projet).first()
    etude = etude or Etude(projet=projet)
    lots: Any = list(projet.lots.actifs().select_related("choix_d_instrument").order_by("tri", "pk"))
    return Dossier(projet, etude, lots, offre_autour(projet, etude.rayon_km))


def offre_autour(projet: Projet, rayon_km: int) -> OffreAutour:
    """Les structures à `rayon_km` du lieu du projet, tous métiers ; dit pourquoi si on ne peut pas compter."""
    if projet.latitude is None or projet.longitude is None:
        return OffreAutour(
            rayon_km, None, "Le lieu du projet n'est pas placé : complétez sa commune ou sa position sur la fiche."
        )
    autour = proches(projet.latitude, projet.longitude, rayon_km, avec_inconnus=True)
    if not autour:
        # Aucune structure, de quelque métier que ce soit : l'annuaire n'est sans doute pas chargé ici.
        return OffreAutour(rayon_km, None, f"L'annuaire ne connaît aucune structure à {rayon_km} km.")
    return OffreAutour(rayon_km, autour)


def secteurs_du_projet(dossier: Dossier) -> tuple[str, ...]:
    """Les métiers de l'achat : son CPV, à défaut ceux de ses lots."""
    du_cpv = secteurs_du_cpv(dossier.projet.cpv)
    return du_cpv or tuple(dict.fromkeys(s for lot in dossier.lots for s in secteurs_du_lot(dossier.projet, lot)))


def secteurs_du_lot(projet: Projet, lot: LotProjet) -> tuple[str, ...]:
    """Le métier du lot, à défaut son CPV, à défaut celui de l'achat."""
    return secteurs_du_metier(lot.metier) or secteurs_du_cpv(lot.cpv or projet.cpv)


def lieu_de(projet: Projet) -> str:
    """Où le marché s'exécute : son code postal, à défaut son département."""
    return projet.code_postal or projet.departement_id or ""


def faits_du_projet(dossier: Dossier) -> FaitsOpportunite:
    """Les faits de l'achat entier. Le montant de la fiche comprend déjà les reconductions."""
    projet, etude = dossier.projet, dossier.etude
    return FaitsOpportunite(
        nature_achat=projet.nature_achat,
        categorie_acheteur=projet.categorie_acheteur,
        est_concession=projet.forme == "concession",
        est_defense=projet.est_defense,
        montant_ht=projet.montant_ht,
        montants_des_lots=tuple(lot.montant_ht for lot in dossier.lots if lot.montant_ht is not None),
        montant_options_ht=etude.montant_options_ht,
        date_lancement=projet.date_lancement,
        duree_mois=projet.duree_totale_mois,
        nombre_de_lots=max(1, len(dossier.lots)),
        cpv=projet.cpv,
        derogation=_derogation(etude),
        lien_insertion=etude.lien_insertion,
        lien_handicap=etude.lien_handicap,
        lien_detention=etude.lien_detention,
        est_service_d_insertion=etude.est_service_d_insertion,
        sortant_reserve_ess=etude.sortant_reserve_ess,
        fournisseurs=dossier.offre.compter(secteurs_du_projet(dossier)),
        rayon_km=dossier.offre.rayon_km,
        lieu=lieu_de(projet),
        chomage_jeunes=etude.chomage_jeunes,
        chomage_jeunes_national=etude.chomage_jeunes_national,
    )


def faits_du_lot(dossier: Dossier, lot: LotProjet) -> FaitsOpportunite:
    """Les mêmes, au métier et au CPV du lot : l'obligation se lit toujours sur tout l'achat."""
    return replace(
        faits_du_projet(dossier),
        cpv=lot.cpv or dossier.projet.cpv,
        fournisseurs=dossier.offre.compter(secteurs_du_lot(dossier.projet, lot)),
    )


def _derogation(etude: Etude) -> DerogationDemandee | None:
    if not etude.derogation:
        return None
    return DerogationDemandee(code=etude.derogation, motif=etude.derogation_motif, a_un_document=etude.a_un_document)
