"""Ce que montre la page des dépenses d'un lot : chiffres, tableaux, phrases."""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Chiffre, Lien, Page, Vide
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_date, en_euros, en_heures, en_nombre
from clauses.suivi.marches.models import Commande, Facture, HeuresTotales, Lot
from clauses.suivi.marches.obligations import Obligation
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.releve_depenses import LigneDeReleve, Releve
from clauses.suivi.marches.services.depenses import Effet
from regles.typographie import majuscule, minuscule


def fil(acteur: Acteur, lot: Lot, *suite: Lien) -> list[Lien]:
    du_lot = Lien(str(lot), fiche_de(lot))
    return list(fil_operation(acteur, lot.marche.operation, du_lot, *suite))


def adresse(lot: Lot) -> str:
    return reverse("marches:depenses", args=[lot.pk])


def page_de_liste(lot: Lot, acteur: Acteur, obligation: Obligation | None, releve: Releve) -> Page:
    return Page(
        titre="Commandes et factures",
        surtitre=str(lot),
        phrase=_phrase(obligation, releve),
        fil=fil(acteur, lot),
        actions=_actions(lot, acteur, obligation),
    )


def _actions(lot: Lot, acteur: Acteur, obligation: Obligation | None) -> list[Action]:
    actions = []
    if peut(acteur, "facture.saisir", lot):
        actions += [
            Action("Saisir une pièce", reverse("marches:depense_saisir", args=[lot.pk]), "principale", "plus-lg"),
            Action("Importer", reverse("marches:depenses_importer", args=[lot.pk]), icone="upload"),
        ]
    if lit_les_heures_de_tous(obligation) and peut(acteur, "heurestotales.saisir", lot):
        adresse_heures = reverse("marches:heures_totales_saisir", args=[lot.pk])
        actions.append(Action("Noter les heures d'un mois", adresse_heures, icone="clock"))
    return actions


def lit_les_heures_de_tous(obligation: Obligation | None) -> bool:
    faits = obligation.lu.faits if obligation else None
    return faits is not None and "heures_travaillees" in faits.clause.lit


def heures_sans_objet(lot: Lot, a_une_clause: bool) -> Vide:
    """Pourquoi les heures travaillées par tous ne se notent pas ici."""
    raison = (
        "La clause de ce lot ne se compte pas en part des heures travaillées : ces heures n'y changeraient rien."
        if a_une_clause
        else "Ce lot n'a pas encore de clause : on ne sait pas si ces heures serviront."
    )
    retour = Action("Revenir aux commandes et factures", adresse(lot))
    return Vide("Rien à noter ici", raison, action=retour, icone="clock")


def _phrase(obligation: Obligation | None, releve: Releve) -> str:
    if obligation is None:
        return "Ce lot ne porte pas de clause\u00a0: ses factures ne font naître aucune heure."
    if obligation.exigible.valeur is None:
        return obligation.exigible.motif
    if not releve.est_complet:
        return f"Vos factures\u00a0: {en_euros(releve.facture)} HT."
    return (
        f"{en_euros(releve.facture)} HT facturés, {en_heures(obligation.exigible.valeur)} d'insertion exigibles "
        "à ce jour."
    )


def cartes(obligation: Obligation | None, releve: Releve) -> list[Chiffre]:
    chiffres = [
        Chiffre("Commandé", en_nombre(releve.commande), "€ HT"),
        Chiffre("Facturé", en_nombre(releve.facture), "€ HT", precision=_du_facture(releve)),
    ]
    if releve.prevu:
        chiffres.append(Chiffre("Prévu à venir", en_nombre(releve.prevu), "€ HT", precision="hors exigible"))
    if obligation is None or obligation.exigible.valeur is None:
        return chiffres
    if not releve.est_complet:
        siennes = [obligation.parts_exigible[cle] for cle in releve.attributions if cle in obligation.parts_exigible]
        return [*chiffres, Chiffre("Votre part exigible", en_nombre(sum(siennes, Decimal(0))), "h")]
    prevu = getattr(obligation.engagement, "dont_prevu", Decimal(0))
    source = "le montant estimé du marché" if obligation.est_estimee else "des prévisions"
    dont = "" if prevu == obligation.engagement.valeur else f"dont {en_heures(prevu)} "
    precision = f"{dont}d'après {source}" if prevu else "rien n'est seulement prévu"
    return [
        *chiffres,
        Chiffre("Exigible", en_nombre(obligation.exigible.valeur), "h", precision="dû à ce jour"),
        Chiffre("Engagement", en_nombre(obligation.engagement.valeur), "h", precision=precision),
    ]


def _du_facture(releve: Releve) -> str:
    if not releve.hors_compte:
        return "avoirs déduits"
    ecarte = en_euros(releve.hors_compte)
    return f"avoirs déduits, dont {ecarte} avant la notification ou après la résiliation, qui ne comptent pas"


def tableau_des_depenses(lot: Lot, lignes: list[LigneDeReleve], acteur: Acteur) -> Tableau:
    peut_annuler = peut(acteur, "facture.saisir", lot)
    colonnes = [
        Colonne("depense.numero", "Numéro"),
        Colonne("nature", "Pièce"),
        Colonne("depense.jour", "Date", "date"),
        Colonne("attributaire", "Attributaire", lire=_attributaire),
        Colonne("depense.montant_ht", "Montant HT", "euros"),
        Colonne("cumul_commande", "Cumul commandé", "euros"),
        Colonne("cumul_facture", "Cumul facturé", "euros"),
    ]
    if any(ligne.exigible is not None for ligne in lignes):
        aide = "Heures exigibles une fois cette pièce connue, et ce qu'elle ajoute."
        colonnes.append(Colonne("exigible", "Exigible après", "heures", aide=aide, montrer=_exigible))
    if peut_annuler:
        colonnes.append(Colonne("annuler", "", lire=lambda ligne: "", montrer=_lien_annuler))
    return Tableau(colonnes, lignes, legende=f"Commandes et factures du {minuscule(str(lot))}")


def _attributaire(ligne: LigneDeReleve) -> str:
    attribution = ligne.depense.attribution
    return str(attribution.structure) if attribution else "tous, selon les parts"


def _exigible(ligne: LigneDeReleve) -> str | SafeString:
    if ligne.exigible is None:
        return "—"
    if not ligne.ajout:
        return en_nombre(ligne.exigible)
    signe = "+" if ligne.ajout > 0 else "−"
    return format_html("{} <strong>({}{})</strong>", en_nombre(ligne.exigible), signe, en_nombre(abs(ligne.ajout)))


def _lien_annuler(ligne: LigneDeReleve) -> SafeString:
    nom = "marches:commande_annuler" if isinstance(ligne.depense, Commande) else "marches:facture_annuler"
    return format_html(
        '<a href="{}">Annuler<span class="visually-hidden"> {}</span></a>',
        reverse(nom, args=[ligne.depense.pk]),
        ligne.depense.numero,
    )


def tableau_des_heures(lot: Lot, mois: list[HeuresTotales], acteur: Acteur) -> Tableau:
    colonnes = [
        Colonne("mois", "Mois", "mois"),
        Colonne(
            "attributaire", "Attributaire", lire=lambda h: str(h.attribution.structure) if h.attribution else "tous"
        ),
        Colonne("heures", "Heures travaillées", "heures"),
    ]
    if peut(acteur, "heurestotales.saisir", lot):
        colonnes.append(Colonne("annuler", "", lire=lambda h: "", montrer=_lien_annuler_heures))
    return Tableau(colonnes, mois, legende=f"Heures travaillées par tous sur {lot}")


def _lien_annuler_heures(heures: HeuresTotales) -> SafeString:
    return format_html('<a href="{}">Annuler</a>', reverse("marches:heures_totales_annuler", args=[heures.pk]))


def vide(lot: Lot, acteur: Acteur) -> Vide:
    action = None
    if peut(acteur, "facture.saisir", lot):
        action = Action("Saisir une pièce", reverse("marches:depense_saisir", args=[lot.pk]), "principale")
    return Vide("Aucune commande, aucune facture", "Les heures dues en découlent dès la première pièce saisie.", action)


def phrase_de_saisie(piece: Commande | Facture, effet: Effet) -> str:
    """« Facture F-12 enregistrée. Exigible : 220 h → 440 h. », « Avoir AV-1 enregistré. … »."""
    est_facture = isinstance(piece, Facture) and not piece.est_un_avoir
    return f"{majuscule(str(piece))} enregistré{'e' if est_facture else ''}. {phrase_d_effet(effet)}".strip()


def phrase_d_effet(effet: Effet) -> str:
    """« Heures exigibles : 220 h → 440 h. » ; ce qui ne change pas est dit aussi."""
    if effet.exigible_apres is None:
        return ""
    if not effet.change:
        return f"Les heures dues ne changent pas\u00a0: {en_heures(effet.exigible_apres)} exigibles."
    morceaux = [
        f"{nom}\u00a0: {en_heures(avant)} → {en_heures(apres)}"
        for nom, avant, apres in (
            ("Exigible", effet.exigible_avant, effet.exigible_apres),
            ("Engagement", effet.engagement_avant, effet.engagement_apres),
        )
        if avant != apres
    ]
    return ". ".join(morceaux) + "."


CONSEQUENCES = ("Elle reste lisible dans le journal, avec votre motif.", "Les heures dues sont recalculées aussitôt.")


def titre_de_la_piece(depense: Commande | Facture) -> str:
    """« la facture F-001 du 05/06/2025, 30 500 € HT »."""
    return f"la {depense} du {en_date(depense.jour)}, {en_euros(depense.montant_ht)} HT"
