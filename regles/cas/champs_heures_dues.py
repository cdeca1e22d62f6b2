"""Les champs et les résultats des règles d'heures dues, tels qu'on les écrit dans un cas."""

from regles.cas.champs import Champ
from regles.formules import FAMILLES, MODELES, tous_les_termes
from regles.formules.termes import Terme

FORMULES = {famille.cle(): (*({famille.code} - {famille.cle()}), *famille.synonymes) for famille in FAMILLES.values()}
FORMULES |= {code: modele.synonymes for code, (_, modele) in MODELES.items()}


def du_terme(terme: Terme) -> Champ:
    """Le champ d'un cas qui donne ce terme."""
    defaut = "" if terme.defaut is None else str(terme.defaut)
    for code, (_, modele) in MODELES.items():
        if terme.nom in modele.termes and defaut and terme.choix and modele.termes[terme.nom] != terme.defaut:
            defaut += f" ({modele.termes[terme.nom]} pour {code})"
    return Champ(
        terme.nom, str(terme.nature), terme.sens or f"{terme.titre}.", terme.synonymes, defaut=defaut,
        valeurs={choix.valeur: choix.synonymes for choix in terme.choix}, aucun=not terme.obligatoire,
    )  # fmt: skip


CLAUSE = (
    Champ("formule", "choix", "La formule de la clause.", ("type de formule",), valeurs=FORMULES),
    *(du_terme(terme) for terme in tous_les_termes().values()),
    Champ(
        "lecture_resiliation", "choix", "Marché résilié : l'exigible du jour, ou la part du temps écoulé.",
        ("lecture de la résiliation",), defaut="exigible",
        valeurs={"exigible": (), "prorata": ("pro rata", "prorata temporis", "temps écoulé", "au prorata")},
    ),
)  # fmt: skip

MOUVEMENT = (
    Champ("jour", "date", "Date ; sans date, le mouvement compte toujours.", ("date", "le")),
    Champ("montant_ht", "montant", "€ HT ; un avoir est négatif.", ("montant",), obligatoire=True),
    Champ("attributaire", "texte", "Le membre qui facture.", ("membre", "titulaire", "entreprise")),
)
TRANCHE = (
    Champ("nom", "texte", "Libellé.", ("tranche", "libellé")),
    Champ(
        "nature", "choix", "Ferme ou optionnelle.", ("type",), obligatoire=True,
        valeurs={"ferme": ("TF", "tranche ferme"), "optionnelle": ("TO", "conditionnelle", "tranche optionnelle")},
    ),
    Champ("heures", "heures", "Heures de la tranche.", ("volume",), obligatoire=True),
    Champ("affermie_le", "date", "Date d'affermissement.", ("affermissement", "date d'affermissement"), aucun=True),
    Champ("affermie", "oui_non", "Affermie, à une date inconnue."),
    Champ("debut", "date", "Début de la tranche (courbe).", ("début",)),
    Champ("fin", "date", "Fin de la tranche (courbe)."),
)  # fmt: skip
RECONDUCTION = (
    Champ("duree", "duree", "Durée.", ("durée", "duree_mois"), obligatoire=True),
    Champ("faite_le", "date", "Date de la décision ; sans date, elle est possible.", ("le", "date"), aucun=True),
    Champ("faite", "oui_non", "Reconduction faite, à une date inconnue."),
)
TRAVAIL = (
    Champ("jour", "date", "Date ; sans date, toujours comptées.", ("date", "le")),
    Champ("heures", "heures", "Heures travaillées.", obligatoire=True),
)
MEMBRE = (
    Champ("nom", "texte", "Nom du membre.", ("membre", "attributaire"), obligatoire=True),
    Champ("part", "pourcentage", "Sa part, en % ou en toute unité commune.", ("poids", "quote-part")),
    Champ("facture_ht", "montant", "Son propre cumul facturé.", ("facturé", "cumul_facture_ht")),
)

SITUATION = (
    Champ("debut", "date", "Début du marché.", ("début", "date de début", "debut_marche")),
    Champ("fin", "date", "Fin prévue, reconductions faites comprises.", ("date de fin", "fin_marche")),
    Champ(
        "notifie_le", "date", "Notification ; les mouvements antérieurs ne comptent pas.",
        ("notification", "date de notification", "notifié le"),
    ),
    Champ("resilie_le", "date", "Résiliation.", ("résiliation", "resiliee_le", "date de résiliation"), aucun=True),
    Champ("jour", "date", "Date du calcul ; sans elle, tous les faits comptent.", ("date", "au", "à la date du")),
    Champ("duree", "duree", "Durée initiale, sans reconduction.", ("durée", "duree_initiale", "durée initiale",
          "duree_mois", "duree_initiale_mois"), defaut="de debut à fin"),
    Champ("annees", "nombre", "Durée initiale en années.", ("années", "nombre d'années", "duree_annees", "duree_ans")),
    Champ("reconductions", "liste", "Périodes de plus, faites ou possibles.", sous=RECONDUCTION, raccourci="duree"),
    Champ("tranches", "liste", "Tranches fermes et optionnelles.", sous=TRANCHE),
    Champ("commandes", "liste", "Bons de commande.", ("bons de commande",), sous=MOUVEMENT, raccourci="montant_ht"),
    Champ("factures", "liste", "Factures et avoirs.", ("facturation",), sous=MOUVEMENT, raccourci="montant_ht"),
    Champ("cumul_commande_ht", "montant", "Cumul commandé, sans détail.", ("commandé", "cumul commandé",
          "montant commandé", "cumul des commandes", "commande_ht", "cumul commandé HT", "cumul des commandes HT")),
    Champ("cumul_facture_ht", "montant", "Cumul facturé, sans détail.", ("facturé", "cumul facturé",
          "montant facturé", "cumul des factures", "facture_ht", "cumul facturé HT", "cumul des factures HT")),
    Champ("cumul_ht", "montant", "Cumul à la fois commandé et facturé.", ("cumul",)),
    Champ("facturation_prevue_ht", "montant", "Total facturé prévu à la fin, réel compris.", ("facturation prévue",
          "prévision de facturation", "facture_prevue_ht", "montant prévu"), defaut="le cumul commandé"),
    Champ("heures_travaillees", "liste", "Toutes les heures travaillées sur le marché.", ("heures totales",
          "heures réalisées", "total des heures travaillées"), sous=TRAVAIL, raccourci="heures"),
)  # fmt: skip
PARTAGE = (
    Champ("membres", "liste", "Membres du groupement.", ("groupement", "cotraitants", "attributaires"), sous=MEMBRE,
          raccourci="nom", table_de=("nom", "part")),
    Champ("cle_de_repartition", "choix", "Partage selon les parts ou la facturation propre.",
          ("clé de répartition", "repartition", "selon"), defaut="parts si elles sont données, sinon facturation",
          valeurs={"parts": ("part", "quote-part", "quotes-parts"), "facturation": ("facture", "facturation propre")}),
    Champ("precision", "heures", "Pas du partage.", ("pas",), defaut="0,01"),
    Champ("total", "heures", "Volume à partager, sans clause (règle « repartir » seule).", ("heures à partager",)),
    Champ("repartir_sur", "choix", "Le chiffre partagé.", defaut="engagement (exigible si la règle l'est)",
          valeurs={"engagement": (), "exigible": ()}),
)  # fmt: skip
LOT = (
    Champ("nom", "texte", "Nom du lot.", ("lot", "libellé", "numéro"), obligatoire=True),
    *CLAUSE,
    *SITUATION,
)
CHAMPS = (
    Champ("clause", "objet", "Les champs de la clause, regroupés si l'on préfère.", sous=CLAUSE),
    *CLAUSE,
    *SITUATION,
    Champ("lots", "liste", "Lots à totaliser ; chacun porte sa clause, ou ses seules heures.", sous=LOT,
          table_de=("nom", "heures")),
    *PARTAGE,
)  # fmt: skip
RESULTATS = (
    Champ("engagement", "heures", "Heures dues à la fin.", ("heures dues", "heures", "total", "dû")),
    Champ("dont_reel", "heures", "Part de l'engagement due aux faits réels.", ("dont réel", "réel")),
    Champ("dont_prevu", "heures", "Part de l'engagement due aux prévisions.", ("dont prévu", "prévu")),
    Champ("possible", "heures", "Heures seulement possibles (options, reconductions).", ("possibles",)),
    Champ("exigible", "heures", "Heures dues à la date.", ("heures exigibles", "exigibles")),
    Champ("attendu", "heures", "Point de la courbe prévue.", ("attendues", "trajectoire"), aucun=True),
    Champ("seuil_atteint", "oui_non", "Le seuil est atteint par les montants réels.", ("seuil déclenché",)),
    Champ("tranches_comptees", "nombre", "Tranches de facturation comptées (réel).", ("tranches",)),
    Champ("resilie", "oui_non", "Le calcul s'arrête à la résiliation.", ("résilié",)),
    Champ("parts", "table", "Heures de chaque membre.", ("repartition", "répartition")),
    Champ("total_des_parts", "heures", "Somme des parts.", ("somme des parts",)),
    Champ("lots", "table", "Engagement de chaque lot."),
    Champ("phrase", "texte", "Un passage de la clause en toutes lettres."),
)
