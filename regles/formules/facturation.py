"""Facturation : des heures par tranche facturée, dès un seuil. Trois choix de lecture changent le résultat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from regles.exigences import CalibrageImpossible, exiger
from regles.formules.contrat import ZERO, ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, Propres
from regles.formules.faits import Mouvement
from regles.formules.lectures import (
    ASSIETTES,
    DE_L_ASSIETTE,
    DES_TRANCHES,
    DU_SEUIL,
    LECTURES_DES_TRANCHES,
    LECTURES_DU_SEUIL,
    UGAP,
    AssietteSeuil,
    LectureSeuil,
    LectureTranches,
)
from regles.formules.mouvements import ESTIMEE, a_la_fin, cumul, ecartes, par_attributaire
from regles.formules.par_tranche import heures_par_tranche
from regles.formules.termes import Nature, Terme, terme
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import LigneDeCalcul
from regles.typographie import INSECABLE, accorder, arrondir, euros, heures, nombre

DIX_MILLIEME = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Facturation(Formule):
    code = "facturation"
    rang = 50
    nom = "Heures par tranche de facturation"
    en_bref = "des heures par tranche de facturation"
    intro = "Trois choix changent le résultat\u00a0: lisez-les dans le marché, la fiche les écrira en mots."
    synonymes = (
        "par tranche de facturation",
        "tranche de facturation",
        "tranches de facturation",
        "par facturation",
        "heures par tranche de facturation",
        "heures par tranche facturée",
        "montant facturé",
        "par tranche facturée",
    )
    modeles = (UGAP,)
    lit = frozenset({"commandes", "factures", "facturation_prevue_ht"})
    se_lit = True
    attend_le_debut = False  # une commande ou une facture compte dès la notification, fût-elle d'avant le début
    au_calibrage = ("montant_tranche_ht", "seuil_ht")
    essai = (
        Terme(
            nom="exemple_commande",
            libelle="commandé",
            nature=Nature.MONTANT,
            propose=Decimal(350_000),
            intitule="Si l'on a commandé",
        ),
        Terme(
            nom="exemple_facture",
            libelle="facturé",
            nature=Nature.MONTANT,
            propose=Decimal(250_000),
            intitule="et facturé",
        ),
    )
    titre_des_exemples = "Montant cumulé, commandé et facturé"
    precisions = (
        "Le nombre d'heures dues se lit à tout moment sur les montants cumulés, hors taxes, depuis la notification.",
    )
    conseils = (
        "Trois choix changent le résultat : tranches entières ou prorata, seuil rétroactif ou franchise, montants "
        "commandés ou facturés. Le texte les écrit ; relisez-les avec l'acheteur.",
    )

    heures_par_tranche: Decimal = terme(
        "heures par tranche",
        Nature.HEURES,
        chiffres=10,
        exemple="220",
        sens="Heures par tranche facturée.",
        synonymes=("heures de la tranche",),
    )
    montant_tranche_ht: Decimal = terme(
        "montant de la tranche",
        Nature.MONTANT,
        diviseur=True,
        exemple="100\u202f000",
        sens="Montant d'une tranche, € HT.",
        synonymes=("montant de la tranche", "montant_tranche", "tranche_ht", "montant par tranche"),
    )
    seuil_ht: Decimal = terme(
        "seuil de déclenchement",
        Nature.MONTANT,
        obligatoire=False,
        defaut=ZERO,
        si_nul="sans seuil",
        exemple="100\u202f000",
        aide="Vide ou zéro\u00a0: la clause joue dès le premier euro.",
        sens="Seuil de déclenchement, € HT.",
        synonymes=("seuil", "seuil de déclenchement"),
    )
    lecture_tranches: str = terme(
        "lecture des tranches",
        Nature.CHOIX,
        choix=LECTURES_DES_TRANCHES,
        defaut=LectureTranches.ENTIERES,
        intitule="Une tranche entamée",
        sens="Tranches entières, ou au prorata de la tranche entamée.",
        synonymes=("tranches comptées", "lecture des tranches", "comptage des tranches"),
        a_trancher=DES_TRANCHES,
    )
    lecture_seuil: str = terme(
        "lecture du seuil",
        Nature.CHOIX,
        choix=LECTURES_DU_SEUIL,
        defaut=LectureSeuil.RETROACTIF,
        selon="seuil_ht",
        intitule="Une fois le seuil atteint",
        sens="Seuil atteint : depuis le premier euro, ou au-delà seulement.",
        synonymes=("lecture du seuil",),
        a_trancher=DU_SEUIL,
    )
    assiette_seuil: str = terme(
        "montants lus pour le seuil",
        Nature.CHOIX,
        choix=ASSIETTES,
        defaut=AssietteSeuil.FACTURE,
        propose=AssietteSeuil.COMMANDE,
        selon="seuil_ht",
        intitule="Le seuil se lit sur",
        sens="Où se lit le seuil : montants commandés ou facturés.",
        synonymes=("assiette du seuil", "seuil lu sur"),
        a_trancher=DE_L_ASSIETTE,
    )

    @property
    def a_un_seuil(self) -> bool:
        return self.seuil_ht > 0

    @property
    def _sur_commandes(self) -> bool:
        return self.assiette_seuil == AssietteSeuil.COMMANDE

    def phrases(self, *, sans_effet: bool) -> list[str]:
        par = accorder(self.heures_par_tranche, "heure")
        phrases = [f"{par} d'insertion par tranche de {euros(self.montant_tranche_ht)} HT facturés"]
        if self.seuil_ht == 0:
            phrases[0] += ", dès le premier euro, sans seuil de déclenchement."
        else:
            cumul = "commandes" if self._sur_commandes else "factures"
            phrases[0] += f", à partir de {euros(self.seuil_ht)} HT de {cumul} cumulées."
        if self.lecture_tranches == LectureTranches.ENTIERES:
            phrases.append("Seules les tranches entières comptent.")
        else:
            phrases.append("Une tranche entamée compte au prorata.")
        phrases += self._phrases_du_seuil() if self.seuil_ht or sans_effet else []
        phrases.append("Les montants se cumulent sur toute la durée du marché, reconductions comprises.")
        return phrases

    def _phrases_du_seuil(self) -> list[str]:
        if self.seuil_ht == 0:
            return [
                "Faute de seuil, le choix entre lecture rétroactive et franchise, ou entre commandes et"
                " factures, est sans effet."
            ]
        if self.lecture_seuil == LectureSeuil.RETROACTIF:
            lecture = "Une fois le seuil atteint, tout compte depuis le premier euro (lecture rétroactive)."
        else:
            lecture = "Seuls comptent les montants facturés au-delà du seuil (lecture en franchise)."
        if self._sur_commandes:
            return [lecture, "Le seuil se lit sur les montants commandés, les heures sur les montants facturés."]
        return [lecture, "Le seuil et les heures se lisent sur les montants facturés."]

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        return self._dues(faits, jour, prevoir=True)

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        return self._dues(faits, jour, prevoir=False)

    def _dues(self, faits: FaitsEngagement, jour: date | None, *, prevoir: bool) -> DecisionHeuresDues:
        facture = cumul(faits.factures, faits, jour)
        # Sans aucune commande saisie, ce qui est facturé est réputé commandé.
        commande = cumul(faits.commandes, faits, jour) if faits.commandes else facture
        reel, tranches, atteint, lignes = self._pour(commande, facture, "facturé")
        total = reel
        final, origine = a_la_fin(faits, facture, commande, jour)
        estimee = prevoir and origine == "estimé" and final > facture
        if prevoir and final > facture:
            total, tranches, atteint, suite = self._pour(commande, final, f"{origine} à la fin", a_la_fin=True)
            lignes += suite
        motif = self.phrase()
        if not atteint:
            motif += f" Le seuil de déclenchement n’est pas atteint{INSECABLE}: aucune heure n’est due."
        return DecisionHeuresDues(
            valeur=total,
            motif=motif,
            references=(CONVENTION_MARCHE, CCP_L2112_2),
            detail=tuple(lignes),
            avertissements=self._avertissements(faits) + ((ESTIMEE,) if estimee else ()),
            est_estimee=estimee,
            dont_reel=reel,
            dont_prevu=total - reel,
            seuil_atteint=atteint,
            tranches_comptees=tranches,
            assiette_ht=final if prevoir else facture,
        )

    def _avertissements(self, faits: FaitsEngagement) -> tuple[str, ...]:
        avis = ecartes(faits)
        if self._sur_commandes and not faits.commandes and faits.factures:
            avis += ("Aucune commande n'est saisie : le cumul facturé en tient lieu pour le seuil.",)
        return avis

    def _pour(
        self, commande: Decimal, facture: Decimal, titre: str, *, a_la_fin: bool = False
    ) -> tuple[Decimal, Decimal, bool, list[LigneDeCalcul]]:
        """(heures, tranches comptées, seuil atteint, calcul) pour un cumul commandé et un cumul facturé.

        `a_la_fin` : ce dernier est à venir, et le seuil que les commandes n'atteignent pas encore le sera par lui.
        """
        assiette, nom = (commande, "commandé") if self._sur_commandes else (facture, titre)
        if a_la_fin and assiette < self.seuil_ht:
            assiette, nom = max((commande, "commandé"), (facture, titre))
        lignes = [LigneDeCalcul(f"Cumul {titre}", "HT, avoirs déduits", facture, "€")]
        if self.seuil_ht > 0:
            signe = "≥" if assiette >= self.seuil_ht else "<"
            calcul = f"{euros(assiette)} {signe} {euros(self.seuil_ht)}"
            lignes.append(LigneDeCalcul(f"Seuil, lu sur le cumul {nom}", calcul, self.seuil_ht, "€"))
        if assiette < self.seuil_ht:
            return ZERO, ZERO, False, lignes
        base = max(ZERO, facture)
        if self.lecture_seuil == LectureSeuil.FRANCHISE:
            base = max(ZERO, facture - self.seuil_ht)
            lignes.append(LigneDeCalcul("Au-delà du seuil", f"{euros(facture)} − {euros(self.seuil_ht)}", base, "€"))
        tranches = base / self.montant_tranche_ht
        mot = "tranches, au prorata"
        total = arrondir(self.heures_par_tranche * base / self.montant_tranche_ht)
        if self.lecture_tranches == LectureTranches.ENTIERES:
            tranches = Decimal(base // self.montant_tranche_ht)
            mot = "tranches entières"
            total = arrondir(self.heures_par_tranche * tranches)
        comptees = arrondir(tranches, DIX_MILLIEME)
        calcul = f"{euros(base)} ÷ {euros(self.montant_tranche_ht)}"
        lignes.append(LigneDeCalcul("Tranches comptées", calcul, comptees, mot))
        calcul = f"{nombre(comptees)} × {heures(self.heures_par_tranche)}"
        lignes.append(LigneDeCalcul("Heures", calcul, total))
        return total, tranches, True, lignes

    def propres(self, faits: FaitsEngagement, *, a_la_fin: bool) -> Propres:
        """Ce que chacun a facturé ; à la fin, le plus grand du facturé, du prévu et du commandé."""
        factures = par_attributaire(faits.factures, faits)
        if not a_la_fin:
            return Propres(factures, "facturation")
        prevues = par_attributaire((*faits.factures, *faits.factures_prevues), faits)
        commandes = par_attributaire((*faits.commandes, *faits.commandes_prevues), faits)
        finales = max(factures, prevues, commandes, key=lambda montants: sum(montants.values(), ZERO))
        return Propres(finales, "facturation")

    def exemples(self) -> tuple[tuple[str, Decimal], ...]:
        """Juste sous le premier palier, au palier, une tranche et demie plus loin, dix tranches plus loin."""
        if not self.heures_par_tranche:
            return ()
        pas = self.montant_tranche_ht
        depart = max(self.seuil_ht, pas)
        montants = (depart - Decimal("0.01"), depart, depart + pas * Decimal("1.5"), depart + pas * 10)
        return tuple((f"{euros(m)} HT", self._pour(m, m, "")[0]) for m in montants)

    def faits_d_essai(self, valeurs: Mapping[str, Any]) -> FaitsEngagement:
        commande, facture = (
            (Mouvement(jour=None, montant_ht=valeurs[nom]),) for nom in ("exemple_commande", "exemple_facture")
        )
        return FaitsEngagement(clause=self, commandes=commande, factures=facture)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        montant = exiger("montant_ht", choix.montant_ht)
        tranche = exiger("montant_tranche_ht", choix.montant_tranche_ht)
        if choix.heures_par_tranche is not None:
            par_tranche = exiger("heures_par_tranche", choix.heures_par_tranche)
        else:
            par_tranche = heures_par_tranche(choix.volume, montant, tranche).valeur or ZERO
        if par_tranche == 0:
            raise CalibrageImpossible(
                "montant_tranche_ht", "Moins d'une demi-heure par tranche : prenez une tranche plus grande."
            )
        termes = {"heures_par_tranche": par_tranche, "montant_tranche_ht": tranche, "seuil_ht": choix.seuil_ht}
        clause = cls.depuis({**choix.lectures, **termes})
        return FaitsEngagement(clause=clause, factures=(Mouvement(jour=date.min, montant_ht=montant),))

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        return methode == "facturation"
